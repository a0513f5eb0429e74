#pragma once

#include <chrono>

#include "wheels/awaitable.hpp"
#include "wheels/clock.hpp"
#include "wheels/request.hpp"

namespace wheels::api {

/// The Interrupt of a caller, passed on to one of ours while this is there: so a deadline and a cancellation
/// leave the caller's as it was. `from` may be null. Throws Error{usage} where another call has it already.
class PassedOn {
public:
    PassedOn(Interrupt* from, Interrupt& to);
    ~PassedOn();
    PassedOn(const PassedOn&) = delete;
    PassedOn& operator=(const PassedOn&) = delete;

private:
    Interrupt* from_;
};

/// Does the work until somebody interrupts it, or cancels the caller; then it is cancelled and awaited, and
/// Error of that kind is thrown. For what comes before a run, which has more to do then.
awaitable<void> interruptible(awaitable<void> work, Interrupt& interrupt);

/// The same for work that has nothing but Limits. `clock` may be null.
awaitable<void> limited(awaitable<void> work, Limits limits, Clock* clock);

/// Asks it to stop when the time has passed, unless somebody did before. `clock` may be null. To be run
/// beside() the work.
awaitable<void> watch_deadline(std::chrono::milliseconds time, Interrupt& interrupt, Clock* clock);

/// How late it is, by a clock that may be null.
std::chrono::steady_clock::time_point ticks_of(const Clock* clock);

}  // namespace wheels::api
