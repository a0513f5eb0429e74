#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// Installs Docker where it is missing and the user may do so (Kamal 2.12: cli/server.rb), then runs the hook
/// docker-setup.
Phase install_docker();

}  // namespace wheels::plan
