#pragma once

#include <chrono>
#include <optional>

#include "testing/reply.hpp"
#include "wheels/awaitable.hpp"

namespace wheels::testing {

/// Takes the time that the rule wants. False: the limit came first, and has passed. Without a clock no time
/// passes, and what hangs does so until it is cancelled. The rule must outlive it.
awaitable<bool> take_time(const Reply::Rule& rule,
                          VirtualClock* clock,
                          std::optional<std::chrono::milliseconds> limit);

}  // namespace wheels::testing
