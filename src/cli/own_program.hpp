#pragma once

#include <string>

namespace wheels::cli {

/// The file that this process was started from, for a child that is to be the same program. `called` is what
/// it was started as (the first word of main()); it is looked at where the system does not know better:
/// own_program_linux.cpp asks it, own_program_posix.cpp goes where a shell goes for that name. Empty when it
/// is not found.
std::string own_program(const std::string& called);

}  // namespace wheels::cli
