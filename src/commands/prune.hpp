#pragma once

#include <cstdint>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// What a deploy clears away at its end.
namespace wheels::commands {

/// Stopped containers of the service, but for the newest `retain`.
Command prune_containers(const Config& config, std::int64_t retain);
Command prune_dangling_images(const Config& config);
/// Tagged images of the service that no container uses; never the latest one.
Command prune_tagged_images(const Config& config);

}  // namespace wheels::commands
