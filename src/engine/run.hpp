#pragma once

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "async/supervised.hpp"
#include "commands/hook.hpp"
#include "engine/collaborators.hpp"
#include "engine/failure_path.hpp"
#include "engine/interpreter.hpp"
#include "engine/places.hpp"
#include "plan/phase.hpp"
#include "plan/run_state.hpp"
#include "wheels/report.hpp"
#include "wheels/request.hpp"

namespace wheels::engine {

/// One run from plan to report: takes the plan's phases one after the other and, after an error, the failure
/// path.
///
/// The supervisor of all coroutines of the run: it outlives them, and it alone decides what a cancellation
/// means. It knows no verb. Use it once.
class Run {
public:
    /// Throws Error{usage, config} for what is wrong before anything starts. `config` must have the version
    /// that is being deployed; everything must outlive the run.
    Run(const Request& request, const Config& config, Author author, const Collaborators& with, executor on);

    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    /// See wheels::run(); what it returns and throws is redacted. Ends at once when the interruption was
    /// requested before. The deadline of the request is watched by who calls: it begins before this.
    awaitable<Report> run();

private:
    awaitable<std::optional<Error>> carry_out();
    awaitable<void> work();
    awaitable<void> take(const plan::Phase& phase);
    awaitable<void> hook(std::string name, std::vector<std::string> hosts);
    awaitable<void> close();

    void stop(int count);
    commands::HookContext hook_context(std::string name, const std::vector<std::string>& hosts) const;
    /// What the caller is told: the original error, and named interrupted where it was that.
    Error reported(const std::exception_ptr& error) const;
    std::string doing() const;
    bool failure_hook_applies(const Error& error) const;
    std::optional<commands::HookContext> failure_hook(const Error& error) const;
    std::chrono::seconds elapsed() const;
    Report report() const;

    const Request& request_;
    const Config& config_;
    const Collaborators& with_;
    executor on_;
    plan::RunState state_;
    plan::Plan plan_;
    Places places_;
    Interpreter interpreter_;
    FailurePath failure_path_;
    Supervised supervised_;
    Interrupt own_interrupt_;
    Interrupt& interrupt_;
    bool failing_ = false;
    std::chrono::steady_clock::time_point started_;
    std::string heading_;  ///< Of the phase that goes on, or of the last one that has one.
    const plan::Phase* current_ = nullptr;
    const plan::Phase* interrupted_in_ = nullptr;
};

}  // namespace wheels::engine
