#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "commands/hook.hpp"
#include "engine/hook_runner.hpp"
#include "engine/interpreter.hpp"
#include "plan/run_state.hpp"

namespace wheels::engine {

/// What is done after an error: separate from the deploy, best effort, and alone. It never throws an Error
/// and cannot change what is reported: its own failures are only told to the sink.
class FailurePath {
public:
    FailurePath(plan::RunState& run, Interpreter& interpreter, HookRunner& hooks);

    /// Stops containers that were left without a switch (the ledger knows them), releases the lock if this
    /// run took it, and runs post-deploy-failure when `hook` is given. Everything but the hook ends within 20
    /// seconds, and all of it in the time that end_by() gives.
    awaitable<void> run(std::optional<commands::HookContext> hook);

    /// The run was interrupted: what is still to do, or is being done, has to end by then.
    void end_by(std::chrono::steady_clock::time_point deadline);

    /// A second interruption: nothing but the release of the lock is still attempted.
    void hurry();

private:
    /// How long one step may take, and what has to be left of the time until the deadline for the others.
    struct Limit {
        std::optional<std::chrono::milliseconds> longest;
        std::chrono::milliseconds left_for_others{};
    };
    enum class Haste { may_be_cut_short, runs_to_its_limit };

    awaitable<void> stop_leftovers(std::vector<plan::Leftover> leftovers);
    awaitable<void> best_effort(std::string what, awaitable<void> work, Limit limit, Haste haste);
    std::optional<std::chrono::milliseconds> allowed(const Limit& limit) const;
    void warn(const std::string& what, const std::exception_ptr& error, const std::string& host);

    plan::RunState& run_;
    Interpreter& interpreter_;
    HookRunner& hooks_;
    bool hurried_ = false;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    std::function<void()> cut_short_;   ///< Ends what is being done now, when that may be cut short.
    std::function<void()> limit_anew_;  ///< Gives what is being done now the time until the deadline.
};

}  // namespace wheels::engine
