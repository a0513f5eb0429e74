#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process/exit_watch.hpp"

namespace wheels::process {

// By number: glibc 2.36's header for it does not link from C++.
UniqueFd watch_exit(pid_t child) {
    return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, child, 0)));
}

// Another child with the same number is not meant, should somebody else have reaped ours.
int wait_for_watched(int watch, pid_t /*child*/, siginfo_t& info, int options) {
    return ::waitid(P_PIDFD, static_cast<id_t>(watch), &info, options);
}

}  // namespace wheels::process
