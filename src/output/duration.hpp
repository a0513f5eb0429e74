#pragma once

#include <chrono>
#include <string>

namespace wheels::output {

/// `0.4 s`, `12.3 s`, `2 min 5 s`
std::string duration(std::chrono::milliseconds time);

}  // namespace wheels::output
