#include <fmt/format.h>

#include "base/text.hpp"
#include "wheels/playground.hpp"

namespace wheels {
namespace {

using Outcome = RehearsalStep::Outcome;

/// XML 1.0 has no way to write most control characters, and no broken UTF-8.
std::string escaped(std::string_view raw) {
    std::string safe;
    while (!raw.empty()) {
        const auto length = text::utf8_length(raw);
        const auto c = static_cast<unsigned char>(raw.front());
        const auto character = raw.substr(0, length == 0 ? 1 : length);
        raw.remove_prefix(character.size());
        const bool is_noncharacter = character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
        if (length == 0 || is_noncharacter || c == 0x7f || (c < 0x20 && c != '\n' && c != '\t')) {
            safe += '?';
        } else if (c == '&') {
            safe += "&amp;";
        } else if (c == '<') {
            safe += "&lt;";
        } else if (c == '>') {
            safe += "&gt;";
        } else if (c == '"') {
            safe += "&quot;";
        } else {
            safe += character;
        }
    }
    return safe;
}

std::string in_seconds(std::chrono::milliseconds time) {
    return fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
}

std::string name_of(const RehearsalStep& step) {
    return step.line == 0 ? step.text : fmt::format("line {}: {}", step.line, step.text);
}

std::string test_case(const Rehearsal& rehearsal, const RehearsalStep& step) {
    auto xml = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{}\"",
                           escaped(text::one_line(rehearsal.script)), escaped(text::one_line(name_of(step))),
                           in_seconds(step.took));
    std::string inner;
    if (step.outcome == Outcome::skipped) inner += "      <skipped/>\n";
    if (step.outcome == Outcome::failed) {
        inner += fmt::format("      <failure message=\"{}\">{}</failure>\n",
                             escaped(text::one_line(step.problem)), escaped(step.problem));
    }
    if (!step.output.empty())
        inner += fmt::format("      <system-out>{}</system-out>\n", escaped(step.output));
    return xml + (inner.empty() ? "/>\n" : ">\n" + inner + "    </testcase>\n");
}

}  // namespace

bool Rehearsal::passed() const {
    if (interrupted) return false;
    for (const auto& step : steps) {
        if (step.outcome != Outcome::passed) return false;
    }
    return true;
}

std::string Rehearsal::junit() const {
    std::size_t failures = 0;
    std::size_t skipped = 0;
    std::chrono::milliseconds took{};
    std::string cases;
    for (const auto& step : steps) {
        failures += step.outcome == Outcome::failed ? 1 : 0;
        skipped += step.outcome == Outcome::skipped ? 1 : 0;
        took += step.took;
        cases += test_case(*this, step);
    }
    const auto counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\" time=\"{}\"",
                                    steps.size(), failures, skipped, in_seconds(took));
    return fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {0}>\n  <testsuite name=\"{1}\" {0}>\n{2}  "
        "</testsuite>\n"
        "</testsuites>\n",
        counts, escaped("wheels deploy playground run " + text::one_line(script)), cases);
}

}  // namespace wheels
