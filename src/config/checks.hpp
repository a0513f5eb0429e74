#pragma once

#include "config/node.hpp"
#include "wheels/config.hpp"

namespace wheels::config {

/// The Kamal version that we are compatible with, for `minimum_version`.
inline constexpr const char* kamal_version = "2.12.0";

/// What Kamal checks once all sections are read: required keys, names, roles without hosts, SSL.
void check_config(const Node& root, const Config& config);

}  // namespace wheels::config
