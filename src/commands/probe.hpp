#pragma once

#include "wheels/command.hpp"
#include "wheels/config.hpp"

namespace wheels::commands {

/// Asks a host in one go for all that a deploy decides on; replies::parse_probe reads the answer.
/// Fails, with Docker's words, when Docker does not answer.
Command probe_host(const Config& config);
/// The same, and for every container when it was made and started, and what its health check says.
Command probe_closely(const Config& config);

}  // namespace wheels::commands
