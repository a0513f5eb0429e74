#pragma once

#include <map>
#include <string>

#include "config/findings.hpp"
#include "config/yaml_tree.hpp"

namespace wheels::config {

/// Renders the little ERB that deploy.yml may hold: `<%= ENV["X"] %>`, `<%= ENV.fetch("X") %>`,
/// `<%= ENV.fetch("X", "default") %>` and `<%# comments %>`. Any other is a problem with line and hint; but
/// in lines that are comments for YAML it is left alone. As in Kamal the text is inserted before YAML is
/// read.
SourceText render_erb(std::shared_ptr<const std::string> file,
                      const std::string& text,
                      const std::map<std::string, std::string>& environment,
                      Findings& findings);

}  // namespace wheels::config
