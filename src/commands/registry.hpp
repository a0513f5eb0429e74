#pragma once

#include "wheels/command.hpp"
#include "wheels/config.hpp"

namespace wheels::commands {

/// False for a registry on `localhost:PORT`, which has no accounts (Kamal 2.12: configuration/registry.rb).
bool needs_login(const Registry& registry);

/// `docker login`; the password goes by stdin.
Command registry_login(const Registry& registry);
Command registry_logout(const Registry& registry);

/// Starts the registry of this machine, or runs a new one. For a local registry only.
Command start_local_registry(const Registry& registry);
/// Unchecked: there may be none.
Command remove_local_registry();

}  // namespace wheels::commands
