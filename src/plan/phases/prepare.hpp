#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// Stops running containers of a role that are not the one that serves.
Phase stop_stale_containers();

/// Error pages, assets and certificates are on all hosts before the first one boots. None where the
/// configuration has none of them.
Phases prepare_app(const Config& config);

/// What a host is told of it.
Sequence stop_stale_commands(const RunState& run, const std::string& host);
Sequence prepare_commands(const RunState& run, const std::string& host);

}  // namespace wheels::plan
