#include "output/answers_json.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/date_time.hpp"
#include "base/text.hpp"

namespace wheels::output {
namespace {

using Json = nlohmann::ordered_json;

constexpr int indent = 2;

// What hosts say may be no UTF-8.
std::string written(const Json& json) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// A line that is no JSON is kept as it is: docker also warns.
Json listed(std::string_view said) {
    auto list = Json::array();
    for (const auto& line : text::lines(said)) {
        auto one = Json::parse(line, nullptr, false);
        list.push_back(one.is_discarded() ? Json(line) : std::move(one));
    }
    return list;
}

Json lines_of(std::string_view said) {
    auto list = Json::array();
    for (const auto& line : text::lines(said)) list.push_back(line);
    return list;
}

// Kamal 2.12: commands/lock.rb, lock_details.
Json lock_of(std::string_view details) {
    auto lock = Json::object();
    for (const auto& line : text::lines(details)) {
        constexpr std::array<std::pair<std::string_view, const char*>, 3> parts{
            std::pair{"Locked by: ", "by"}, std::pair{"Version: ", "version"},
            std::pair{"Message: ", "message"}};
        bool known = false;
        for (const auto& [label, key] : parts) {
            if (!std::string_view(line).starts_with(label) || lock.contains(key)) continue;
            lock[key] = line.substr(label.size());
            known = true;
            break;
        }
        if (!known && lock.contains("message"))
            lock["message"] = lock["message"].get<std::string>() + "\n" + std::string(line);
    }
    if (lock.contains("by")) {
        const auto by = lock["by"].get<std::string>();
        if (const auto at = by.rfind(" at "); at != std::string::npos) {
            lock["by"] = by.substr(0, at);
            lock["at"] = by.substr(at + std::string_view(" at ").size());
        }
    }
    if (lock.empty()) lock["message"] = details;  // not as Kamal writes it
    return lock;
}

void add_answer(Json& json, const Answer& answer) {
    switch (answer.kind) {
        case Answer::Kind::text: json["lines"] = lines_of(answer.text); return;
        case Answer::Kind::app_version:
            json["version"] = answer.text.empty() ? Json(nullptr) : Json(answer.text);
            return;
        case Answer::Kind::lock: json["lock"] = lock_of(answer.text); return;
        case Answer::Kind::containers: json["containers"] = listed(answer.text); return;
        case Answer::Kind::images: json["images"] = listed(answer.text); return;
    }
}

Json time_or_null(const std::optional<std::chrono::system_clock::time_point>& time) {
    return time ? Json(iso8601(*time)) : Json(nullptr);
}

Json share_or_null(const std::optional<CanaryShare>& share) {
    if (!share) return nullptr;
    auto json = Json::object();
    json["percent"] = share->percent;
    json["list"] = share->visitors;
    return json;
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

std::string answers_json(const std::vector<Answer>& answers, const std::vector<Failure>& failures) {
    auto all = Json::array();
    for (const auto& answer : answers) {
        auto one = Json::object();
        one["host"] = answer.host;
        if (!answer.title.empty()) one["title"] = answer.title;
        if (!answer.role.empty()) one["role"] = answer.role;
        if (!answer.accessory.empty()) one["accessory"] = answer.accessory;
        add_answer(one, answer);
        all.push_back(std::move(one));
    }
    auto failed = Json::array();
    for (const auto& failure : failures) {
        auto one = Json::object();
        one["host"] = failure.host;
        one["step"] = failure.step;
        one["kind"] = to_string(failure.kind);
        one["message"] = failure.message;
        failed.push_back(std::move(one));
    }
    auto json = Json::object();
    json["answers"] = std::move(all);
    json["failures"] = std::move(failed);
    return written(json);
}

std::string lock_json(const std::vector<Answer>& answers) {
    auto json = Json::object();
    json["lock"] = nullptr;
    for (const auto& answer : answers) json["lock"] = lock_of(answer.text);
    return written(json);
}

std::string status_json(const Status& status, const std::string& service, const std::string& destination) {
    auto roles = Json::array();
    for (const auto& role : status.roles) {
        auto one = Json::object();
        one["host"] = role.host;
        one["role"] = role.role;
        one["version"] = text_or_null(role.version.value_or(""));
        one["since"] = time_or_null(role.since);
        one["health"] = text_or_null(role.health);
        one["proxy"] = text_or_null(role.proxy);
        one["image_built"] = time_or_null(role.image_built);
        one["canary"] = share_or_null(role.canary);
        one["error"] = text_or_null(role.trouble);
        roles.push_back(std::move(one));
    }
    auto json = Json::object();
    json["service"] = service;
    json["destination"] = text_or_null(destination);
    json["at"] = iso8601(status.at);
    json["roles"] = std::move(roles);
    json["lock_known"] = status.lock_known;
    json["lock"] = status.lock ? lock_of(*status.lock) : Json(nullptr);
    return written(json);
}

std::string version_json(std::string_view wheels, std::string_view kamal) {
    auto json = Json::object();
    json["wheels"] = wheels;
    json["kamal"] = kamal;
    return written(json);
}

}  // namespace wheels::output
