#pragma once

#include <map>
#include <string>

#include "config/findings.hpp"
#include "config/yaml_tree.hpp"

namespace wheels::config {

/// Lines that begin with `#`: in YAML they are comments, in an accessory's file they may be anything.
enum class HashLines { left_alone, rendered };

/// Renders the little ERB that deploy.yml may hold: `<%= ENV["X"] %>`, `<%= ENV.fetch("X") %>`,
/// `<%= ENV.fetch("X", "default") %>`, strings, these joined by `+`, and `<%# comments %>`. Any other is a
/// problem with line and hint. As in Kamal the text is inserted before YAML is read.
SourceText render_erb(std::shared_ptr<const std::string> file,
                      const std::string& text,
                      const std::map<std::string, std::string>& environment,
                      Findings& findings,
                      HashLines hash_lines = HashLines::left_alone);

}  // namespace wheels::config
