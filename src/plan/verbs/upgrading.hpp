#pragma once

#include "plan/phase.hpp"

/// From Kamal 1 to 2, which `proxy upgrade`, `accessory upgrade` and `upgrade` have in common.
namespace wheels::plan {

/// kamal-proxy in the place of Traefik, and the app booted behind it; with `rolling` one host after the
/// other, those of the primary role first.
Phases upgrade_proxy(const RunState& run, bool rolling);

}  // namespace wheels::plan
