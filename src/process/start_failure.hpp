#pragma once

#include "wheels/process_runner.hpp"

namespace wheels::process {

/// What `error_number` of posix_spawn means for this file.
StartError start_failure(const ChildSpec& spec, int error_number);

}  // namespace wheels::process
