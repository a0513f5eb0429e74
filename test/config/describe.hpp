#pragma once

#include <string>

#include "wheels/config.hpp"

namespace wheels::test {

/// Everything that a Config holds, one line each: `proxy.app_port = 3000`. Secrets are shown.
std::string describe(const Config& config);

}  // namespace wheels::test
