#pragma once

#include <signal.h>
#include <sys/types.h>

#include "base/unique_fd.hpp"

/// How it is known that a child has exited. exit_watch_linux.cpp does it by a pidfd, exit_watch_posix.cpp by
/// a thread that waits; which one it is, is decided in meson.build.
namespace wheels::process {

/// Readable once the child has exited. It is not reaped by that. None, with errno, when it cannot be watched.
UniqueFd watch_exit(pid_t child);

/// waitid() for a child that is watched; `options` and the result are those of waitid().
int wait_for_watched(int watch, pid_t child, siginfo_t& info, int options);

}  // namespace wheels::process
