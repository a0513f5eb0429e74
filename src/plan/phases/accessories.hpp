#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// Starts the accessories where they are not there yet, one after the other, as deploy.yml lists them,
/// because later ones may need earlier ones; each on all of its hosts at once. A container that exists, in
/// any state, is left alone, but its files are brought up to date (Kamal 2.12: cli/accessory.rb).
Phases boot_accessories(const RunState& run);

}  // namespace wheels::plan
