#pragma once

#include "wheels/process_runner.hpp"

namespace wheels {

/// Starts real child processes (posix_spawn, and exit_watch.hpp).
///
/// A child gets a session and process group of its own, default signal dispositions, and no descriptor of
/// ours but its standard streams. A file without `#!` is run by /bin/sh, as execvp(3) does.
///
/// It needs to reap its own children and touches no signal: SIGCHLD must not be ignored, and nobody else in
/// the process may wait for children that are not theirs (`wait`, `waitpid(-1, …)`). Where that is so, run()
/// throws Error{process}.
class ChildRunner final : public ProcessRunner {
public:
    awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) override;
};

}  // namespace wheels
