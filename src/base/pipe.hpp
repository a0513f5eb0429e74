#pragma once

#include <fcntl.h>
#include <unistd.h>

#include "base/unique_fd.hpp"

namespace wheels {

/// Both ends of a pipe that no child inherits.
struct Pipe {
    UniqueFd read_end;
    UniqueFd write_end;
    explicit operator bool() const { return static_cast<bool>(write_end); }
};

/// `flags`: O_NONBLOCK, or nothing. An empty one, with errno, where there is no descriptor left.
inline Pipe make_pipe(int flags = 0) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | flags) != 0) return {};
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

}  // namespace wheels
