#pragma once

#include <optional>
#include <string>

#include "config/findings.hpp"
#include "config/secret_values.hpp"
#include "config/tree.hpp"
#include "wheels/config.hpp"

namespace wheels::config {

/// The whole configuration out of the merged and interpolated tree. Everything wrong goes to `findings`; the
/// value is of use only when they have not failed. `version` stays empty.
Config read_config(const Tree& root,
                   const std::optional<std::string>& destination,
                   SecretValues& secrets,
                   Findings& findings);

/// `x-wheels: {interpolate: false}` turns interpolation off; read before it.
bool wants_interpolation(const Tree& root);
/// `secrets_path`, or Kamal's default; read before interpolation.
std::string secrets_path(const Tree& root);
/// `x-wheels: {version: full}`
bool wants_full_version(const Tree& root);

}  // namespace wheels::config
