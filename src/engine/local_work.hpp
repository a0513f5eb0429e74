#pragma once

#include <map>
#include <string>

#include "commands/local_command.hpp"
#include "transport/process_runner.hpp"
#include "transport/runner.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Runs commands on this machine and turns what went wrong into an Error. Everything given must outlive it.
class LocalWork {
public:
    LocalWork(ProcessRunner& processes,
              Sink& sink,
              std::string project_root,
              std::map<std::string, std::string> environment,
              bool dry_run);

    /// What it answered; its output is reported as it comes when the command is `shown`. Throws
    /// Error{command_failed} for a checked command that ended with a bad status, Error{timed_out} past its
    /// deadline. Cancellation: SIGTERM to its process group, SIGKILL after 5 seconds.
    awaitable<ExecResult> run(LocalCommand command);

    /// What run() throws for that answer.
    static Error failed(const Command& command, const ExecResult& result);

    const std::string& project_root() const { return project_root_; }
    /// Empty when it is not set.
    std::string variable(const std::string& name) const;
    bool dry_run() const { return dry_run_; }

private:
    ChildSpec child(const LocalCommand& command) const;

    ProcessRunner& processes_;
    Sink& sink_;
    std::string project_root_;
    std::map<std::string, std::string> environment_;
    bool dry_run_;
};

}  // namespace wheels::engine
