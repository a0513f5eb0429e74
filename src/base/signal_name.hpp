#pragma once

#include <string>

namespace wheels {

/// "SIGKILL"; the number, where POSIX has no name for it.
std::string signal_name(int number);

}  // namespace wheels
