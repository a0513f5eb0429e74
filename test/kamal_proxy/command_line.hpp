#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flags.hpp"

namespace kamal_proxy {

/// A command that was understood: `deploy`, `rollout set`, …, the service that it is about, its flags.
struct Invocation {
    std::string command;
    std::string service;  ///< Empty for `run` and `list`.
    Flags flags;
};

/// Reads a command line (without the program's name). Empty when help was asked for.
/// Throws CommandError with the line that the real program prints.
std::optional<Invocation> parse_command_line(const std::vector<std::string>& words);

/// What `--help` prints.
std::string help_text();

}  // namespace kamal_proxy
