#pragma once

#include <string>

#include "wheels/command.hpp"
#include "wheels/error.hpp"
#include "wheels/exec_result.hpp"

namespace wheels::commands {

/// What a checked command that ended with a bad status is reported as, with all that it said, uncut;
/// `host` is empty for this machine.
Error failed_command(const std::string& host, const Command& command, const ExecResult& result);

}  // namespace wheels::commands
