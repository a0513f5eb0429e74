#pragma once

#include <cstdint>
#include <optional>

#include "plan/phase.hpp"

namespace wheels::plan {

/// The end of a run that has booted the app under the lock: the image gets the tag `latest` on the hosts of
/// the app, with `prunes` old containers and images are removed on all hosts, and then the lock is released.
/// Where the host of the lock is the only one, it is told all of it in one go.
Phases finish(const RunState& run, bool prunes);

/// The first part of that.
Phase tag_latest();

/// Removes old containers and images on all hosts. `retain`: how many stopped containers are kept, else
/// `retain_containers`.
Phase prune_all(std::optional<std::int64_t> retain);
Phase prune_containers(std::optional<std::int64_t> retain);
Phase prune_images();

}  // namespace wheels::plan
