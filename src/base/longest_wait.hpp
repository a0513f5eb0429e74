#pragma once

#include <chrono>

namespace wheels {

/// What a wait without an end is cut to: clocks count in nanoseconds, and a time some centuries from now is
/// in their past.
constexpr std::chrono::hours longest_wait(24 * 365 * 10);

}  // namespace wheels
