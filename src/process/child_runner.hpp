#pragma once

#include "transport/process_runner.hpp"

namespace wheels {

/// Starts real child processes (Linux: posix_spawn and pidfd).
///
/// A child gets a process group of its own, default signal dispositions, and no descriptor of ours but its
/// standard streams. A file without `#!` is run by /bin/sh, as execvp(3) does.
class ChildRunner final : public ProcessRunner {
public:
    awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) override;
};

}  // namespace wheels
