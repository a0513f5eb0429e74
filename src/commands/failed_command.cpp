#include "commands/failed_command.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"

namespace wheels::commands {
namespace {

constexpr std::size_t shown_lines = 10;
constexpr int command_not_found = 127;  // as a shell says it

std::vector<std::string> last_lines(const ExecResult& result) {
    auto lines = text::lines(text::trim(result.err));
    if (lines.empty()) lines = text::lines(text::trim(result.out));
    if (lines.size() > shown_lines) lines.erase(lines.begin(), lines.end() - shown_lines);
    for (auto& line : lines) line = text::shorten(line, 1000);
    return lines;
}

}  // namespace

Error failed_command(const std::string& host, const Command& command, const ExecResult& result) {
    auto made = failure(
        ErrorKind::command_failed, host, command.name,
        result.signal ? "killed by signal " + *result.signal : fmt::format("exit status {}", result.status));
    // What is not there had no chance to say what the hint is about.
    if (result.status != command_not_found) made.hint = command.hint;
    made.remote_lines = last_lines(result);
    if (!made.remote_lines.empty())
        made.message += ": " + text::one_line(text::shorten(made.remote_lines.back(), 300));
    return failed(std::move(made));
}

}  // namespace wheels::commands
