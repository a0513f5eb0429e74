#pragma once

#include <string>

namespace wheels {

/// As many random hexadecimal digits as asked for, from the system's random numbers.
std::string random_hex(int digits);

}  // namespace wheels
