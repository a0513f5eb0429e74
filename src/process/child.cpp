#include "process/child.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "process/exit_watch.hpp"
#include "process/process_group.hpp"
#include "wheels/error.hpp"

namespace wheels::process {
namespace {

constexpr int death_limit_ms = 1000;  // a process that the kernel holds in a system call may take longer

void adopt(asio::posix::stream_descriptor& descriptor, UniqueFd& fd) {
    descriptor.assign(fd.get());
    fd.release();
}

}  // namespace

// Delegating, so that the destructor sees to the child when the descriptors cannot be watched.
Child::Child(Spawned spawned, const executor& on) : Child(Unwatched{}, spawned, on) {
    adopt(exited, spawned.exited);
    adopt(output, spawned.output);
    if (spawned.errors) adopt(errors, spawned.errors);
}

Child::Child(Unwatched, const Spawned& spawned, const executor& on)
    : exited(on), output(on), errors(on), pid_(spawned.pid), leads_group_(spawned.leads_group) {}

Child::~Child() {
    if (reaped_) return;
    signal(SIGKILL);
    pollfd exit{exited.is_open() ? exited.native_handle() : -1, POLLIN, 0};
    if (exit.fd >= 0) ::poll(&exit, 1, death_limit_ms);
    ::waitpid(pid_, nullptr, exit.fd >= 0 ? WNOHANG : 0);
}

// The group's number cannot become somebody else's: the child is in the process table until it is reaped.
void Child::signal(int number) const {
    if (!reaped_) ::kill(leads_group_ ? -pid_ : pid_, number);
}

bool Child::has_exited() {
    siginfo_t info{};
    const int failed = wait_for_watched(exited.native_handle(), pid_, info, WEXITED | WNOHANG | WNOWAIT);
    return failed == 0 ? info.si_pid != 0 : errno != EINTR;  // ECHILD: somebody else has reaped it
}

bool Child::group_lives() const {
    return leads_group_ && process::group_lives(pid_);
}

ChildResult Child::reap() {
    siginfo_t info{};
    int failed = 0;
    do {
        failed = wait_for_watched(exited.native_handle(), pid_, info, WEXITED | WNOHANG);
    } while (failed != 0 && errno == EINTR);
    if (failed != 0) {
        reaped_ = errno == ECHILD;
        throw Error(ErrorKind::process,
                    std::string("how a child process ended is not known: ") +
                        (errno == ECHILD ? "somebody else in this process reaped it" : std::strerror(errno)));
    }
    ChildResult result;
    if (info.si_pid == 0) {  // killed, and still held by the kernel
        result.signal = SIGKILL;
        result.status = 128 + SIGKILL;
        return result;
    }
    reaped_ = true;
    result.status = info.si_status;
    if (info.si_code != CLD_EXITED) {
        result.signal = info.si_status;
        result.status = 128 + info.si_status;
    }
    return result;
}

}  // namespace wheels::process
