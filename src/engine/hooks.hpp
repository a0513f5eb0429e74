#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/redactor.hpp"
#include "commands/hook.hpp"
#include "transport/process_runner.hpp"
#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"
#include "wheels/request.hpp"

namespace wheels::engine {

/// Runs the user's hooks on this machine, as docs/hooks.md promises. Everything given must outlive it.
class Hooks {
public:
    Hooks(const Config& config,
          std::string project_root,
          std::map<std::string, std::string> environment,
          ProcessRunner& processes,
          Sink& sink,
          const Redactor& redactor,
          DeployRequest::Verbosity verbosity);

    /// What would keep one of the hooks from starting, before anything has started. Missing files are fine;
    /// of post-deploy-failure it only warns.
    std::vector<Problem> check(const std::vector<std::string>& names) const;

    /// True unless there is no file of that name at all: one that cannot be run is not skipped, but an error.
    bool exists(const std::string& name) const;

    /// Runs the hook and passes its output on. Throws Error{hook_failed}, also for a hook that cannot be
    /// started. Cancellation: SIGTERM to its process group, SIGKILL after 5 seconds.
    awaitable<void> run(commands::HookContext context);

    /// Runs post-deploy-failure, if it is there. A failure of it is only said, in its own name, and ignored.
    /// Cancellable.
    awaitable<void> run_failure_hook(commands::HookContext context);

    /// Dry runs: says which hook would run, with which variables, and under which condition.
    void announce(const commands::HookContext& context, std::string condition = {}) const;

private:
    /// Empty when the hook succeeded; else what went wrong, as in "exited with code 3".
    awaitable<std::string> outcome_of(commands::HookContext context);
    std::string file(const std::string& name) const;
    std::string path(const std::string& name) const;
    std::optional<std::string> unusable(const std::string& name) const;
    bool shows(const std::string& name) const;
    ChildSpec child(const commands::HookContext& context) const;
    void say(const std::string& hook, std::string line) const;

    const Config& config_;
    std::string project_root_;
    std::map<std::string, std::string> environment_;
    ProcessRunner& processes_;
    Sink& sink_;
    const Redactor& redactor_;
    DeployRequest::Verbosity verbosity_;
};

}  // namespace wheels::engine
