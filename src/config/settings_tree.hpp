#pragma once

#include "config/findings.hpp"
#include "config/tree.hpp"
#include "wheels/settings.hpp"

namespace wheels::config {

/// Settings as a deploy.yml would have them, in a file that problems call `settings`. Bounded in depth as
/// YAML is: what lies deeper becomes nothing, with a problem. Numbers and booleans are as if written without
/// quotes, texts as if in quotes.
Tree settings_tree(const Settings& settings, Findings& findings);

}  // namespace wheels::config
