#pragma once

#include "wheels/deploy.hpp"

namespace wheels::cli {

/// This process: working directory, environment and home. Throws Error{usage} when the directory is gone.
Surroundings surroundings_of_process();

}  // namespace wheels::cli
