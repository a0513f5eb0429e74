#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wheels/testing.hpp"

namespace wheels::testing {

/// What a Reply makes.
struct Reply::Rule {
    std::string host;
    std::string part;
    std::string output;
    std::string complaint;
    std::optional<int> status;  ///< Unset with no output: the fake does what it would do.
    std::optional<std::chrono::milliseconds> time;
    bool hangs = false;
    bool loses_connection = false;
    std::optional<int> left;  ///< How often it still counts; unset: always.
};

using Rules = std::vector<std::shared_ptr<Reply::Rule>>;

/// Whether the pattern fits somewhere in the text, or with `^` before it at its beginning; `*` is any text.
bool has_part(const std::string& text, const std::string& part);

/// The rule for this command, counted; a copy, since another may be made while it is followed. None: the fake
/// does what it would do.
std::optional<Reply::Rule> take_rule(Rules& rules, const std::string& host, const std::string& line);

}  // namespace wheels::testing
