#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// kamal-proxy runs on every host that needs it, and is new enough. For hosts that were looked at.
Phase ensure_proxy();

}  // namespace wheels::plan
