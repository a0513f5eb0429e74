#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace kamal_proxy {

/// Reads a duration as Go writes it: `1h2m3.5s`, `250ms`, `0`. A number without a unit is refused.
/// Throws std::invalid_argument with Go's words.
std::chrono::nanoseconds parse_duration(std::string_view text);

/// `2s`, `1m30s`, `1.5s`, `250ms`; in words of Go.
std::string format_duration(std::chrono::nanoseconds duration);

}  // namespace kamal_proxy
