#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands/accessory.hpp"
#include "commands/proxy_files.hpp"
#include "engine/collaborators.hpp"
#include "plan/phase.hpp"
#include "wheels/error.hpp"

/// Files of the project that hosts get. They are read before anything starts.
namespace wheels::engine {

/// The `4xx.html` and `5xx.html` in `folder`, by name. `folder` is relative to the project root, or absolute;
/// `place` is where it is asked for. What is missing is added to `problems`.
std::vector<commands::ErrorPage> read_error_pages(const std::string& project_root,
                                                  const std::string& folder,
                                                  const Problem& place,
                                                  std::vector<Problem>& problems);

/// The files of an accessory. `.erb` files are rendered with `environment` and the accessory's own variables.
/// What is wrong is added to `problems`.
std::vector<commands::AccessoryUpload> read_accessory_files(
    const std::string& project_root,
    const Accessory& accessory,
    const std::map<std::string, std::string>& environment,
    std::vector<Problem>& problems);

/// What the plan needs of the project and of this machine. What is missing is added to `problems`.
plan::ProjectFiles read_project(const Config& config,
                                const plan::Plan& plan,
                                const Collaborators& with,
                                std::vector<Problem>& problems);

}  // namespace wheels::engine
