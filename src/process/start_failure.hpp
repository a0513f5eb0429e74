#pragma once

#include "transport/process_runner.hpp"
#include "wheels/error.hpp"

namespace wheels::process {

/// The Error of a child that could not be started: what `error_number` of posix_spawn means for this file.
Error start_failure(const ChildSpec& spec, int error_number);

}  // namespace wheels::process
