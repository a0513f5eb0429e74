#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/invocation.hpp"
#include "wheels/project_names.hpp"

namespace wheels::cli {

/// What the words behind `wheels deploy` ask for, once the aliases of the project in the working directory
/// have been put in. Throws Error{usage} as parse(), and for an alias that makes no sense.
Invocation understood(const std::vector<std::string>& words);

/// The names in the deploy.yml that a process in this directory means. Throws as project_names().
ProjectNames names_of_project(const std::string& config_file, const std::optional<std::string>& destination);

}  // namespace wheels::cli
