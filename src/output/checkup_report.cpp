#include "output/checkup_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace wheels::output {
namespace {

struct Count {
    std::size_t errors = 0;
    std::size_t warnings = 0;
    std::size_t places = 0;  ///< With findings.
};

Count count(const std::vector<Checkup>& checkups) {
    Count sum;
    for (const auto& checkup : checkups) {
        if (!checkup.findings.empty()) ++sum.places;
        for (const auto& finding : checkup.findings)
            ++(finding.severity == Finding::Severity::error ? sum.errors : sum.warnings);
    }
    return sum;
}

std::string plural(std::size_t number, const char* noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string line_of(const Finding& finding, const std::string& prefix, const Paint& paint) {
    const auto severity = std::string(to_string(finding.severity));
    const auto painted =
        finding.severity == Finding::Severity::error ? paint.bad(severity) : paint.warning(severity);
    return fmt::format("{}{}: {}\n    {}\n", prefix, painted, text::one_line(finding.text),
                       text::one_line(finding.remedy));
}

std::string sum_of(const Count& sum, std::size_t places, const Paint& paint) {
    if (sum.errors + sum.warnings == 0) return paint.good("Nothing is wrong.") + "\n";
    const auto said = fmt::format("{}, {}, at {} of {}", plural(sum.errors, "error"),
                                  plural(sum.warnings, "warning"), sum.places, plural(places, "place"));
    return (sum.errors > 0 ? paint.bad(said) : paint.warning(said)) + "\n";
}

nlohmann::ordered_json json_of(const Finding& finding) {
    return {{"severity", to_string(finding.severity)},
            {"check", finding.check},
            {"text", finding.text},
            {"remedy", finding.remedy}};
}

nlohmann::ordered_json json_of(const Checkup& checkup) {
    auto findings = nlohmann::ordered_json::array();
    for (const auto& finding : checkup.findings) findings.push_back(json_of(finding));
    return {{"host", checkup.host}, {"summary", checkup.summary}, {"findings", std::move(findings)}};
}

}  // namespace

std::string checkup_report(const std::vector<Checkup>& checkups, bool only_findings, const Paint& paint) {
    std::string report;
    for (const auto& checkup : checkups) {
        const auto prefix = paint.host("[" + text::one_line(checkup.host) + "]") + " ";
        if (!only_findings && !checkup.summary.empty())
            report += prefix + text::one_line(checkup.summary) + "\n";
        for (const auto& finding : checkup.findings) report += line_of(finding, prefix, paint);
    }
    return report + sum_of(count(checkups), checkups.size(), paint);
}

std::string checkup_json(const std::vector<Checkup>& checkups) {
    const auto sum = count(checkups);
    auto places = nlohmann::ordered_json::array();
    for (const auto& checkup : checkups) places.push_back(json_of(checkup));
    const nlohmann::ordered_json whole = {
        {"errors", sum.errors}, {"warnings", sum.warnings}, {"places", std::move(places)}};
    return whole.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace wheels::output
