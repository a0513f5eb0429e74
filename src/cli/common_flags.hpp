#pragma once

#include "cli/flag.hpp"

namespace wheels::cli {

/// The flags that every verb takes, with Kamal's names and letters.
Flags common_flags();

}  // namespace wheels::cli
