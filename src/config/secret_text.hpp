#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "config/secrets_file.hpp"

/// What the text of a value stands for, by the rules of Ruby's dotenv. Pure.
namespace wheels::config {

/// Length of the `(…)` that `text` begins with, nested and quoted parentheses counted; 0 when it is not
/// closed.
std::size_t parenthesis_length(std::string_view text);
/// Whether there is a `$(` in it, without a backslash, whose parenthesis does not close.
bool has_unclosed_command(std::string_view text);

/// The text between two quotes: literal between single ones.
std::vector<SecretPart> quoted_value(std::string_view inside, char quote);

/// The trimmed rest of a line.
std::vector<SecretPart> bare_value(std::string_view text);

}  // namespace wheels::config
