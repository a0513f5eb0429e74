#include "output/error_report.hpp"

#include <fmt/format.h>

#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "wheels/version.hpp"

namespace wheels::output {
namespace {

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string indented(const std::vector<std::string>& lines) {
    std::string shown;
    for (const auto& line : lines) shown += "    " + text::neutralise(line) + "\n";
    return shown;
}

std::string hint_line(std::string_view indent, const std::string& hint) {
    if (hint.empty()) return {};
    return fmt::format("{}Hint: {}\n", indent, text::one_line(hint));
}

std::string failure_report(const Failure& failure, const Paint& paint) {
    const auto place = failure.host.empty() ? std::string("local") : failure.host;
    std::string report = paint.host("[" + text::one_line(place) + "]") + " ";
    if (!failure.step.empty()) report += text::one_line(failure.step) + ": ";
    report += text::one_line(failure.message) + "\n";
    report += indented(failure.remote_lines);
    if (!failure.container_log.empty())
        report += "  Log of the container:\n" + indented(failure.container_log);
    return report + hint_line("  ", failure.hint);
}

std::string summary(const Error& error) {
    if (!error.problems().empty())
        return plural(error.problems().size(), "problem") + " in the configuration";
    const auto hosts = error.failed_hosts().size();
    if (error.failures().size() > 1) {
        const auto first = Error(std::vector<Failure>{error.failures().front()}).message();
        return hosts > 1 ? fmt::format("{} hosts failed; the first: {}", hosts, first)
                         : fmt::format("{} steps failed; the first: {}", error.failures().size(), first);
    }
    return error.message();
}

}  // namespace

std::string error_report(const Error& error, const Paint& paint) {
    std::string report = paint.bad("Error:") + " " + summary(error) + "\n";
    for (const auto& problem : error.problems()) report += text::one_line(problem.to_string()) + "\n";
    for (const auto& failure : error.failures()) report += failure_report(failure, paint);
    report += hint_line("", error.hint());
    if (error.kind() == ErrorKind::internal) {
        report += fmt::format(
            "This is a mistake in wheels {} itself. Please report it, with the command line and what "
            "--verbose "
            "shows.\n",
            version);
    }
    return report;
}

}  // namespace wheels::output
