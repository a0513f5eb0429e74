#pragma once

#include <string>
#include <vector>

#include "wheels/config.hpp"

namespace wheels::test {

/// Every line that a run with this configuration may tell a host or this machine, with what is written to the
/// commands' standard input (`<<< TEXT`) and put into their environment (`NAME=VALUE`): setup, deploy and
/// build.
std::vector<std::string> everything_told(const Config& config);

}  // namespace wheels::test
