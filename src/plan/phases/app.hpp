#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "plan/phase.hpp"

/// The app as it lies on the hosts: started, stopped, put behind a page of the proxy (Kamal 2.12:
/// cli/app.rb).
namespace wheels::plan {

Phase start_app();
/// Takes every role from the proxy before its container is stopped.
Phase stop_app();
Phase set_maintenance(std::int64_t drain_timeout, std::optional<std::string> message);
Phase set_live();
/// Answers with the containers that run beside the serving one, and stops them if `stops`.
Phases find_stale_containers(bool stops);

}  // namespace wheels::plan
