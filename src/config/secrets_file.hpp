#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/findings.hpp"
#include "config/tree.hpp"

namespace wheels::config {

/// A part of a secret's value. Commands hold parts of their own: variables are put into them first.
struct SecretPart {
    enum class Kind { literal, variable, command };

    Kind kind = Kind::literal;
    std::string text;               ///< The literal, or the variable's name.
    std::vector<SecretPart> parts;  ///< Of a command's text: literals and variables.
    bool unclear = false;           ///< A variable with more than a name in its braces: `${NAME:-VALUE}`.
};

/// One `NAME=value` of a secrets file.
struct SecretLine {
    std::string name;
    std::vector<SecretPart> value;
    Mark mark;
};

/// Parses a secrets file by the rules of Ruby's dotenv, as Kamal uses it. Runs nothing. Lines that are no
/// assignment are left out, as dotenv does, with a warning. A value never stands in a finding.
///
/// Better than dotenv: a `#`, a quoted parenthesis or a line break inside `$(…)` does not end the value.
std::vector<SecretLine> parse_secrets(const std::shared_ptr<const std::string>& file,
                                      std::string_view text,
                                      Findings& findings);

}  // namespace wheels::config
