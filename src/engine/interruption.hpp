#pragma once

#include <string>

#include "wheels/error.hpp"

namespace wheels::engine {

/// What stopped work ends with: why, and what was going on then, if that is known.
Error interruption(ErrorKind kind, const std::string& doing = {});

}  // namespace wheels::engine
