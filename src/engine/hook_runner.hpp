#pragma once

#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "commands/hook.hpp"
#include "wheels/error.hpp"

namespace wheels::engine {

/// The user's hooks: run for real (Hooks), or only told of (PlannedHooks).
class HookRunner {
public:
    virtual ~HookRunner() = default;

    /// What would keep one of the hooks from starting, before anything has started. Missing files are fine;
    /// of post-deploy-failure it only warns.
    virtual std::vector<Problem> check(const std::vector<std::string>& names) const = 0;

    /// True unless there is no file of that name at all: one that cannot be run is not skipped, but an error.
    virtual bool exists(const std::string& name) const = 0;

    /// Runs the hook and passes its output on. Throws Error{hook_failed}, also for a hook that cannot be
    /// started. Cancellation: SIGTERM to its process group, SIGKILL after 5 seconds.
    virtual awaitable<void> run(commands::HookContext context) = 0;

    /// Runs post-deploy-failure, if it is there. A failure of it is only said, in its own name, and ignored.
    /// Cancellable.
    virtual awaitable<void> run_failure_hook(commands::HookContext context) = 0;

    /// The run went well: this is what post-deploy-failure would have been told.
    virtual void needs_no_failure_hook(const commands::HookContext& context) const = 0;
};

}  // namespace wheels::engine
