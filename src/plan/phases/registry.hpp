#pragma once

#include "plan/phase.hpp"

/// Accounts at the registry, and the registry that this machine serves (Kamal 2.12: cli/registry.rb).
namespace wheels::plan {

/// Nothing for a registry without accounts.
Sequence login_commands(const Registry& registry);
Sequence logout_commands(const Registry& registry);

Phase log_in_here();
Phase log_out_here();
Phase start_registry();
/// Says so where there was none.
Phase remove_registry();
Phase log_in_on_hosts();
Phase log_out_on_hosts();

}  // namespace wheels::plan
