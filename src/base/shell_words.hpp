#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::shell {

/// The words of a line as Ruby's Shellwords splits it: quotes and backslashes group, as in a shell, and
/// nothing else means anything; `$HOME`, `|` and `*` stay as they are. Nothing when a quote is not closed.
std::optional<std::vector<std::string>> ruby_words(std::string_view line);

}  // namespace wheels::shell
