#pragma once

#include "wheels/awaitable.hpp"
#include "wheels/request.hpp"

namespace wheels::api {

/// Does the work until somebody interrupts it, or cancels the caller; then it is cancelled and awaited, and
/// Error of that kind is thrown. For what comes before a run, which has more to do then.
awaitable<void> interruptible(awaitable<void> work, Interrupt& interrupt);

}  // namespace wheels::api
