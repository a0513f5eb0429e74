#pragma once

#include <map>
#include <string>
#include <vector>

namespace wheels {

/// Variables of a process, by name.
using Environment = std::map<std::string, std::string>;

/// `NAME=value` for each, as a child process gets them.
std::vector<std::string> environment_block(const Environment& environment);

/// Empty when it is not set.
std::string variable(const Environment& environment, const std::string& name);

}  // namespace wheels
