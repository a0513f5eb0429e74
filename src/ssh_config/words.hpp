#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How OpenSSH takes a line of a client configuration apart. Pure.
namespace wheels::ssh_config {

struct Line {
    std::string keyword;  ///< In lower case.
    std::string rest;     ///< As written, without the `=` and the white space around it.
};

/// Nothing when the line says nothing: it is empty, or a comment.
std::optional<Line> split_line(std::string_view line);

/// The words of `rest`, without their quotes and escapes, up to a comment. Nothing when a quote is not
/// closed.
std::optional<std::vector<std::string>> split_words(std::string_view rest);

/// Without regard to upper and lower case.
bool same_word(std::string_view one, std::string_view other);

}  // namespace wheels::ssh_config
