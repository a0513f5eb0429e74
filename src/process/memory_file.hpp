#pragma once

#include "base/unique_fd.hpp"

namespace wheels::process {

/// An empty file that has no name, and is gone when the last descriptor of it is closed; in memory where the
/// system can do that (memory_file_linux.cpp), else on disk and unlinked (memory_file_posix.cpp). None, with
/// errno, when there cannot be one.
UniqueFd memory_file();

}  // namespace wheels::process
