#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// The image of `config.version` on all hosts of the app: login, pull, check of its label. Where hosts share
/// a registry mirror, one host per mirror pulls first and so fills it for the others (Kamal 2.12:
/// cli/build.rb). A registry of this machine is forwarded to each host for the time of its pull.
Phases pull_image();

/// What a host is told to pull the image.
Sequence pull_commands(const RunState& run);

}  // namespace wheels::plan
