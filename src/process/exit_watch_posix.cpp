#include <sys/wait.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "base/pipe.hpp"
#include "base/without_signals.hpp"
#include "process/exit_watch.hpp"

namespace wheels::process {
namespace {

// The pipe ends when this one is closed.
void wait_and_close(pid_t child, UniqueFd open_until_exited) {
    siginfo_t info{};
    while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    open_until_exited.reset();
}

}  // namespace

UniqueFd watch_exit(pid_t child) {
    auto pipe = make_pipe();
    if (!pipe) return {};
    int error = 0;
    try {
        const WithoutSignals quiet;
        std::thread(wait_and_close, child, std::move(pipe.write_end)).detach();
    } catch (const std::system_error& none) {
        error = none.code().value();
    }
    if (error == 0) return std::move(pipe.read_end);
    errno = error;
    return {};
}

int wait_for_watched(int /*watch*/, pid_t child, siginfo_t& info, int options) {
    return ::waitid(P_PID, static_cast<id_t>(child), &info, options);
}

}  // namespace wheels::process
