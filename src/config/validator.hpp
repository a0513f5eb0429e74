#pragma once

#include <string>

#include "config/findings.hpp"
#include "config/schema.hpp"
#include "config/tree.hpp"

namespace wheels::config {

/// Holds a tree to the schema: unknown keys and wrong types. Reports everything it finds.
/// `path` is the key path of `tree`, empty for the whole file.
void validate(const Tree& tree, const schema::Shape& shape, const std::string& path, Findings& findings);

/// True when `${VAR}` was replaced in the text and it reads as a whole number.
bool is_interpolated_integer(const Tree& tree);
/// True when `${VAR}` was replaced in the text and it is `true` or `false`.
bool is_interpolated_boolean(const Tree& tree);

}  // namespace wheels::config
