#include "commands/failed_command.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"

namespace wheels::commands {
namespace {

constexpr int command_not_found = 127;  // as a shell says it

// Whole, as long as they are: what leaves the library is redacted first, and cut then.
std::vector<std::string> words_of(const ExecResult& result) {
    auto lines = text::lines(text::trim(result.err));
    if (lines.empty()) lines = text::lines(text::trim(result.out));
    return lines;
}

}  // namespace

Error failed_command(const std::string& host, const Command& command, const ExecResult& result) {
    auto made = failure(
        ErrorKind::command_failed, host, command.name,
        result.signal ? "killed by signal " + *result.signal : fmt::format("exit status {}", result.status));
    // What is not there had no chance to say what the hint is about.
    if (result.status != command_not_found) made.hint = command.hint;
    made.remote_lines = words_of(result);
    if (!made.remote_lines.empty()) made.message += ": " + text::one_line(made.remote_lines.back());
    return failed(std::move(made));
}

}  // namespace wheels::commands
