#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// Asks this machine, then every host in scope, and draws the conclusions: RunState::checkups. Whatever goes
/// wrong at a place becomes a part of its checkup, and is no failure. `tries_accounts`: see verb::Doctor.
Phases examine_all(bool tries_accounts);

}  // namespace wheels::plan
