#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/tree.hpp"

namespace wheels::config {

/// Reads an unquoted scalar as Ruby does (YAML 1.1, psych's ScalarScanner): `yes`, `040`, `1_000`, `1:30`,
/// `:symbol`, dates. Sets everything of the tree but its mark.
Tree read_plain_scalar(std::string_view written);

/// With the tag `!!float` an integer is a number with a fraction: `5.0`.
Tree as_float(Tree scalar);

/// A quoted scalar: always text.
Tree read_quoted_scalar(std::string_view written);

/// Where Ruby's parser would stop: the first byte that is no UTF-8 text, or a control character.
std::optional<std::size_t> first_bad_byte(std::string_view text);

/// What Ruby prints for a floating point number: `1.0`, `1.0e+20`.
std::string ruby_float(double value);

}  // namespace wheels::config
