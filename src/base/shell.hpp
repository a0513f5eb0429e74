#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// Quoting for POSIX shells. The only place that quotes.
namespace wheels::shell {

/// The word as a shell reads it back unchanged: bare when that is safe, else in single quotes.
std::string quote(std::string_view word);

/// The words, each quoted, with spaces between.
std::string join(const std::vector<std::string>& words);

/// In double quotes as Kamal writes a value: `\`, `"`, backtick and `$` are escaped, but `${…}` is left
/// to the host's shell (Kamal 2.12: utils.rb, escape_shell_value).
std::string double_quote(std::string_view value);

}  // namespace wheels::shell
