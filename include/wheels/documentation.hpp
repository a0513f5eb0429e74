#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/export.hpp"

/// The configuration, for people and scripts.
namespace wheels {

/// The merged configuration as YAML, as Kamal's `config` prints it; secrets are redacted. Ends with a
/// newline.
WHEELS_API std::string config_yaml(const Config& config);

/// The same as JSON: an object, with keys that have no colon.
WHEELS_API std::string config_json(const Config& config);

/// What the keys of a section of deploy.yml mean; made from the table that checks them. Nothing when there is
/// no such section.
WHEELS_API std::optional<std::string> key_documentation(std::string_view section);
/// The names of the sections.
WHEELS_API std::vector<std::string> key_sections();

}  // namespace wheels
