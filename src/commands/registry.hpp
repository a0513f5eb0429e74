#pragma once

#include "commands/command.hpp"
#include "wheels/config.hpp"

namespace wheels::commands {

/// `docker login`; the password goes by stdin.
Command registry_login(const Config& config);

}  // namespace wheels::commands
