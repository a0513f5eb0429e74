#pragma once

#include <chrono>

#include "wheels/awaitable.hpp"

namespace wheels {

/// What time it is, and how a run waits for it to pass: for Surroundings::clock. Called on the engine's
/// thread.
///
/// It is the clock of what a run does: pauses, deadlines of health checks and of the run, times in locks and
/// audit logs. Connections and child processes have deadlines of their own, which are real time; a Connector
/// and a ProcessRunner of your own know no other but yours.
class Clock {
public:
    virtual ~Clock() = default;

    /// For people: audit lines, the details of the lock, hooks.
    virtual std::chrono::system_clock::time_point now() const = 0;
    /// For deadlines; never goes back.
    virtual std::chrono::steady_clock::time_point ticks() const = 0;
    /// Returns when `time` has passed. Cancellation has to end it, with operation_aborted.
    virtual awaitable<void> sleep(std::chrono::milliseconds time) = 0;
};

}  // namespace wheels
