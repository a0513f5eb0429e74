#pragma once

#include "commands/command.hpp"
#include "wheels/config.hpp"

namespace wheels::commands {

/// False for a registry on `localhost:PORT`, which has no accounts (Kamal 2.12: configuration/registry.rb).
bool needs_login(const Config& config);

/// `docker login`; the password goes by stdin.
Command registry_login(const Config& config);

}  // namespace wheels::commands
