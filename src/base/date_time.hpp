#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace wheels {

/// What Docker writes: `2026-01-31T12:00:00.123456789Z`, or with an offset like `+02:00`. Unset when it is
/// none, and for the year 1, by which Docker means "never".
std::optional<std::chrono::system_clock::time_point> parse_date_time(std::string_view text);

/// `2026-01-31 12:00 UTC`
std::string in_words(std::chrono::system_clock::time_point time);

/// `2026-01-31T12:00:00Z`
std::string iso8601(std::chrono::system_clock::time_point time);

/// How long that is, in the largest unit of which there are at least two: `90 seconds`, `3 hours`, `14 days`.
/// What is negative, since clocks differ, is no time at all.
std::string age_in_words(std::chrono::system_clock::duration age);

}  // namespace wheels
