#pragma once

#include <string>
#include <vector>

#include "plan/phase.hpp"

namespace wheels::plan {

/// Connects to all hosts at once; to the lock's host as well when the run takes the lock.
Phase connect_to_hosts(bool takes_lock);
Phase connect_to(std::vector<std::string> hosts);

}  // namespace wheels::plan
