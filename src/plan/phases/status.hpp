#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// Asks every host of the app, and that of the lock, for how the app is: RunState::status. What a host cannot
/// tell is its row's trouble.
Phases ask_status(const RunState& run);

}  // namespace wheels::plan
