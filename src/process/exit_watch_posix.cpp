#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

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
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return {};
    UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    // Signals are for the program's own threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = 0;
    try {
        std::thread(wait_and_close, child, std::move(write_end)).detach();
    } catch (const std::system_error& none) {
        error = none.code().value();
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (error == 0) return read_end;
    errno = error;
    return {};
}

int wait_for_watched(int /*watch*/, pid_t child, siginfo_t& info, int options) {
    return ::waitid(P_PID, static_cast<id_t>(child), &info, options);
}

}  // namespace wheels::process
