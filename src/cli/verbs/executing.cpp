#include "cli/verbs/executing.hpp"

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>

namespace wheels::cli {
namespace {

// Whether somebody has written something that would be lost.
bool has_waiting_input() {
    struct stat status{};
    if (::fstat(STDIN_FILENO, &status) != 0) return false;
    if (S_ISREG(status.st_mode)) return status.st_size > 0;
    int waiting = 0;
    return ::ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0;
}

}  // namespace

verb::Execution execution(Context& context, std::size_t first) {
    const auto& arguments = context.asked.arguments;
    verb::Execution execution;
    execution.command = joined({arguments.begin() + static_cast<std::ptrdiff_t>(first), arguments.end()});
    execution.interactive = context.asked.on("interactive");
    execution.raw = context.asked.on("raw");
    execution.terminal = execution.interactive && ::isatty(STDIN_FILENO) == 1;
    return execution;
}

bool passes_input(Context& context, const verb::Execution& execution, std::size_t places) {
    if (execution.interactive) return true;
    if (!has_piped_input()) return false;
    if (places == 1) return true;
    if (has_waiting_input()) {
        context.sink.on_event(event::Notice{
            event::Notice::Level::warning,
            {},
            "standard input is not passed on: the command runs in several places. Choose one with --hosts, "
            "--roles or --primary."});
    }
    return false;
}

Showing showing(const verb::Execution& execution) {
    if (execution.interactive) return Showing::terminal;
    return execution.raw ? Showing::bytes : Showing::answers;
}

}  // namespace wheels::cli
