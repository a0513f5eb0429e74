#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "config/tree.hpp"

namespace wheels::config {

/// A text as Ruby's YAML writes it behind a key at `indent`: bare where it would be read back as the same
/// text, else quoted, or as a block when it has several lines.
std::string yaml_text(std::string_view text, std::size_t indent = 0);

/// The value as Ruby's YAML writes it behind a key or `- ` at `indent`, beginning with the blank or newline
/// that separates them and ending with a newline. What came from a secret is written as [REDACTED].
std::string yaml_value(const Tree& tree, std::size_t indent = 0);

}  // namespace wheels::config
