#pragma once

#include <optional>
#include <string>

#include "config/node.hpp"
#include "wheels/config.hpp"

namespace wheels::config {

/// The Kamal version that we are compatible with, for `minimum_version`.
inline constexpr const char* kamal_version = "2.12.0";

/// Blames a missing destination, and says so. What else is wrong may stand in the destination's file.
bool lacks_destination(const Node& root, const std::optional<std::string>& destination);

/// What Kamal checks once all sections are read: required keys, names, roles without hosts, SSL.
void check_config(const Node& root, const Config& config);

}  // namespace wheels::config
