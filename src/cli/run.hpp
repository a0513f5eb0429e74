#pragma once

#include <string>
#include <vector>

#include "cli/invocation.hpp"

namespace wheels::cli {

/// Does what `words` ask for, the arguments of the process after its name, which is `program`; returns the
/// exit status. It takes over the process: signals, standard streams, terminal.
int run(const std::string& program, const std::vector<std::string>& words);

}  // namespace wheels::cli
