#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/export.hpp"
#include "wheels/surroundings.hpp"

/// The names that a project gives to things, for who completes or explains a command line.
namespace wheels {

struct ProjectNames {
    bool found = false;     ///< There is a deploy.yml.
    bool readable = false;  ///< It can be parsed; the names are those of what is right in it.
    std::vector<std::string> destinations;
    std::vector<std::string> hosts;
    std::vector<std::string> roles;
    std::vector<std::string> accessories;
    Pairs aliases;
};

/// Reads deploy.yml, and the file of the destination, as far as they go. Never throws for what is wrong with
/// them, reads no secrets, runs no command, and connects to nobody; what only a secrets file knows is
/// missing.
WHEELS_API ProjectNames project_names(const std::string& config_file,
                                      const std::optional<std::string>& destination,
                                      const Surroundings& surroundings);

}  // namespace wheels
