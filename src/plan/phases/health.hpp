#pragma once

#include <string>

#include "plan/phase.hpp"

namespace wheels::plan {

/// Polls a container that no proxy checks, until it is healthy or has kept running for `readiness_delay`.
/// Throws Error{unhealthy} after `deploy_timeout` (Kamal 2.12: cli/healthcheck/poller.rb).
Dialogue<> wait_until_healthy(RunState& run, std::string host, const Role& role);

}  // namespace wheels::plan
