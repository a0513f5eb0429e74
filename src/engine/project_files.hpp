#pragma once

#include <string>
#include <vector>

#include "commands/proxy_files.hpp"

/// Files of the project that hosts get. They are read before anything starts.
namespace wheels::engine {

/// The `4xx.html` and `5xx.html` in `folder`, by name. Throws Error{config} when there is no such folder, or
/// a page cannot be read. `folder` is relative to the project root, or absolute.
std::vector<commands::ErrorPage> read_error_pages(const std::string& project_root, const std::string& folder);

}  // namespace wheels::engine
