#pragma once

#include "plan/phase.hpp"

/// Questions to hosts, whose answers are what the verb is for.
namespace wheels::plan {

/// The containers of proxy, app and accessories.
Phase ask_details();
/// The last lines of the audit log.
Phase ask_audit();

}  // namespace wheels::plan
