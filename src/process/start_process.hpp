#pragma once

#include <sys/types.h>

#include <string>

/// How a child process is started. start_process_linux.cpp does it by posix_spawn and two of its actions that
/// POSIX did not have before 2024, start_process_posix.cpp by fork and exec; which one it is, is decided in
/// meson.build.
namespace wheels::process {

/// What the child is to be.
struct Start {
    std::string program;                 ///< Looked for in our own PATH, unless it has a slash.
    char* const* arguments = nullptr;    ///< Up to a null; the first one is its name.
    char* const* environment = nullptr;  ///< Up to a null.
    std::string directory;  ///< Empty: ours. What `program` and PATH have that is relative is so to this.
    int input = -1;         ///< Descriptors above the standard ones; -1: it has ours.
    int output = -1;
    int errors = -1;
    bool own_session = false;
};

/// Its number in `pid`, and 0; or why there is none. A program that cannot be executed for its format is
/// ENOEXEC or was given to /bin/sh. The child gets no other descriptor, no blocked and no ignored signal.
int start_process(const Start& start, pid_t& pid);

}  // namespace wheels::process
