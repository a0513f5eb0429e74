#pragma once

#include <string>

#include "wheels/config.hpp"

namespace wheels::config {

/// What `wheels deploy config` prints: the merged configuration as YAML, in the words and order of Kamal's
/// `config`. Secrets stand in it as [REDACTED].
std::string config_report(const Config& config);
/// The same as JSON.
std::string config_report_json(const Config& config);

}  // namespace wheels::config
