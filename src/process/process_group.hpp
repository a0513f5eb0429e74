#pragma once

#include <sys/types.h>

/// What is left of a process group. process_group_linux.cpp reads it in /proc, process_group_posix.cpp asks
/// ps; which one it is, is decided in meson.build.
namespace wheels::process {

/// Whether any process of it is left, but for those that have exited and wait to be reaped. Where it cannot
/// be found out those count as well.
bool group_lives(pid_t group);

}  // namespace wheels::process
