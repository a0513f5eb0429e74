#pragma once

#include <string>

#include "commands/shell_line.hpp"
#include "wheels/config.hpp"

/// Options of `docker run` that app and accessories have in common.
namespace wheels::commands {

/// `--log-driver` and `--log-opt`; `max-size=10m` when nothing is set.
void add_logging(ShellLine& line, const Logging& logging);

/// `ours` and then `custom`; a custom label replaces one of ours in its place.
Pairs merged_labels(Pairs ours, const Pairs& custom);

/// Shell words of the user, as in Kamal; but a line break in YAML is not the end of the command.
std::string one_command(const std::string& cmd);

}  // namespace wheels::commands
