#pragma once

#include <string>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// The secret variables of a role, as the file that `docker run --env-file` reads.
namespace wheels::commands {

/// Path of the role's file, relative to the home directory of the host's user.
std::string env_file_path(const Config& config, const Role& role);

/// One line per secret variable; a newline within a value becomes a literal `\n`, as in Kamal; a single
/// newline when there is none.
std::string env_file_content(const Env& env);

Command ensure_env_directory(const Config& config);

/// Writes the file with mode 0600: either the whole new file is there, or the old one as it was.
/// Throws std::out_of_range when the host is none of the role's.
Command upload_env_file(const Config& config, const Role& role, const std::string& host);

}  // namespace wheels::commands
