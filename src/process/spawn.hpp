#pragma once

#include <sys/types.h>

#include "base/unique_fd.hpp"
#include "wheels/process_runner.hpp"

namespace wheels::process {

/// A child that was just started.
struct Spawned {
    pid_t pid = -1;
    bool leads_group = true;  ///< Of a session and process group of its own.
    UniqueFd exited;          ///< Readable once the child has exited (exit_watch.hpp).
    UniqueFd output;          ///< Read end of its output.
    UniqueFd errors;          ///< Read end of its error output, when that is separate.
};

/// Starts the child. Throws Error{process} that says why it cannot be started.
Spawned spawn(const ChildSpec& spec);

}  // namespace wheels::process
