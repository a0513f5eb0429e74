#pragma once

#include <map>
#include <string>
#include <vector>

#include "ssh/ssh_connector.hpp"
#include "wheels/config.hpp"

namespace wheels::api {

/// How the containers are reached that stand for these hosts; the configuration has a playground. What
/// deploy.yml and the files of ssh say is about other machines, so none of it counts but the user.
std::map<std::string, HostSettings> settings_of_playground(const Config& config,
                                                           const std::vector<std::string>& hosts);

}  // namespace wheels::api
