#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Quoting for POSIX shells. The only place that quotes.
namespace wheels::shell {

/// The word as a shell reads it back unchanged: bare when that is safe, else in single quotes.
std::string quote(std::string_view word);

/// The word with a backslash before every byte that could mean something to a shell, as Ruby's shellescape
/// writes it. For text that goes through Kamal's secrets files, where single quotes have a meaning of their
/// own.
std::string backslash_quote(std::string_view word);

/// The words, each quoted, with spaces between.
std::string join(const std::vector<std::string>& words);

/// The words of a command line, quotes removed, as a shell reads them. Nothing when it takes a shell to run
/// it: pipes, redirections, expansions, several commands, a quote that is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view line);

/// Between the quotes of a Ruby string literal: a newline becomes `\n`, other control characters `\x01` and
/// the like, `\` and `"` get a backslash, and so does a `#` that would begin an interpolation. Kamal sends
/// every value in this form. Bytes from 0x80 on stay as they are.
std::string ruby_escape(std::string_view value);

/// In double quotes as Kamal writes a value: ruby_escape, then backtick and `$` are escaped too, but `${…}`
/// is left to the host's shell (Kamal 2.12: utils.rb, escape_shell_value).
std::string double_quote(std::string_view value);

/// One word that keeps its spaces, but in which the host's shell still expands `$NAME`, `${…}` and a leading
/// `~/`. For what Kamal leaves bare, such as volumes.
std::string quote_expandable(std::string_view word);

}  // namespace wheels::shell
