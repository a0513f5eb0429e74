#include <nlohmann/json.hpp>
#include <optional>

#include "base/date_time.hpp"
#include "json/parts.hpp"
#include "wheels/json.hpp"

namespace wheels::json {
namespace {

Json or_null(const std::optional<std::string>& text) {
    return text ? Json(*text) : Json(nullptr);
}

// Before list_of(), which finds no others.
Json of(const RoleOutcome& role);
Json of(const ProgramEnd& end);
Json of(const Answer& answer);
Json of(const Finding& finding);
Json of(const Checkup& checkup);
Json of(const PreviousVersion::Serving& serving);
Json of(const RoleStatus& role);
Json of(const PlannedStep& step);
Json of(const PlannedPhase& phase);

template <typename T>
Json list_of(const std::vector<T>& items) {
    auto list = Json::array();
    for (const auto& item : items) list.push_back(of(item));
    return list;
}

Json of(const RoleOutcome& role) {
    return {
        {"host", role.host},
        {"role", role.role},
        {"state", to_string(role.state)},
        {"failed_step", role.failed_step},
        {"id", or_null(role.id)},
        {"old_version", or_null(role.old_version)},
        {"old_id", or_null(role.old_id)},
    };
}

Json of(const ProgramEnd& end) {
    return {{"host", end.program.host}, {"name", end.program.name}, {"status", end.status}};
}

std::string_view name_of(Answer::Kind kind) {
    switch (kind) {
        case Answer::Kind::text: return "text";
        case Answer::Kind::app_version: return "app_version";
        case Answer::Kind::lock: return "lock";
        case Answer::Kind::containers: return "containers";
        case Answer::Kind::images: return "images";
    }
    return "text";
}

Json of(const Answer& answer) {
    return {{"host", answer.host},           {"title", answer.title},        {"role", answer.role},
            {"accessory", answer.accessory}, {"kind", name_of(answer.kind)}, {"text", answer.text}};
}

Json of(const Finding& finding) {
    return {{"severity", to_string(finding.severity)},
            {"check", finding.check},
            {"text", finding.text},
            {"remedy", finding.remedy}};
}

Json of(const Checkup& checkup) {
    return {{"host", checkup.host}, {"summary", checkup.summary}, {"findings", list_of(checkup.findings)}};
}

Json of(const PreviousVersion::Serving& serving) {
    return {{"host", serving.host}, {"role", serving.role}, {"version", serving.version}};
}

Json of(const PreviousVersion& previous) {
    return {{"version", previous.version},
            {"made", iso8601(previous.made)},
            {"serving", list_of(previous.serving)},
            {"passed_over", previous.passed_over}};
}

Json of(const std::optional<CanaryShare>& share) {
    if (!share) return nullptr;
    return {{"percent", share->percent}, {"visitors", share->visitors}};
}

Json of(const std::optional<std::chrono::system_clock::time_point>& time) {
    return time ? Json(iso8601(*time)) : Json(nullptr);
}

Json of(const RoleStatus& role) {
    return {
        {"host", role.host},
        {"role", role.role},
        {"version", or_null(role.version)},
        {"since", of(role.since)},
        {"health", role.health},
        {"proxy", role.proxy},
        {"image_built", of(role.image_built)},
        {"canary", of(role.canary)},
        {"canary_unknown", role.canary_unknown},
        {"trouble", role.trouble},
    };
}

Json of(const Status& status) {
    return {{"roles", list_of(status.roles)},
            {"lock_known", status.lock_known},
            {"lock", or_null(status.lock)},
            {"at", iso8601(status.at)}};
}

Json of(const PlannedStep& step) {
    return {{"host", step.host}, {"text", step.text}, {"condition", step.condition}};
}

Json of(const PlannedPhase& phase) {
    return {{"title", phase.title}, {"steps", list_of(phase.steps)}};
}

}  // namespace

Json of(const Plan& plan) {
    auto phases = Json::array();
    for (const auto& phase : plan) phases.push_back(of(phase));
    return {{"phases", std::move(phases)}};
}

Json of(const Report& report) {
    return {
        {"version", report.version},
        {"hosts", report.hosts},
        {"all_hosts", report.all_hosts},
        {"roles", list_of(report.roles)},
        {"failures", of(report.failures)},
        {"programs", list_of(report.programs)},
        {"answers", list_of(report.answers)},
        {"checkups", list_of(report.checkups)},
        {"previous", report.previous ? of(*report.previous) : Json(nullptr)},
        {"status", report.status ? of(*report.status) : Json(nullptr)},
        {"took_ms", report.took.count()},
    };
}

}  // namespace wheels::json

namespace wheels {

std::string to_json(const Report& report) {
    return json::written(json::of(report));
}

std::string to_json(const Plan& plan) {
    return json::written(json::of(plan));
}

}  // namespace wheels
