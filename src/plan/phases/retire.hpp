#pragma once

#include <optional>
#include <string>

#include "plan/phases/boot.hpp"

/// What is cleared away on a host when a role has switched, or has not.
namespace wheels::plan {

/// Stops the old container, and removes what only it needed. Best effort: the new one serves already.
Dialogue<> retire_old(RunState& run, std::string host, const Role& role, std::optional<OldContainer> old);

/// Stops the new container of a role that failed. `failure` gets the container's last words when it was not
/// healthy.
Dialogue<> give_up(RunState& run, std::string host, const Role& role, Failure& failure);

/// The failure path: stops a new container that serves nobody. Throws Error.
Dialogue<> stop_leftover(RunState& run, Leftover leftover);

}  // namespace wheels::plan
