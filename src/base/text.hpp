#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::text {

/// Without the white space around it.
std::string_view trim(std::string_view text);
/// Whether there is nothing in it but white space, Unicode's included.
bool is_blank(std::string_view text);
/// The parts between the separators; an empty text is one empty part.
std::vector<std::string> split(std::string_view text, char separator);
/// The lines of a text; a final newline does not begin another one.
std::vector<std::string> lines(std::string_view text);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool contains(const std::vector<std::string>& list, std::string_view item);
/// A to Z become small; other characters stay.
std::string lower(std::string_view text);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

/// Length in bytes of the well-formed UTF-8 character that `text` (not empty) begins with; 0 when it is none.
std::size_t utf8_length(std::string_view text);

/// Why no program can be given this value in a variable: "holds a NUL byte", "is no UTF-8 text" (which Docker
/// refuses). Empty when it can.
std::string_view unfit_for_variable(std::string_view value);

/// One line that is safe on any terminal: control characters and broken UTF-8 become `?`, newlines
/// and tabs become a space. For texts of ours that quote somebody else's words.
std::string one_line(std::string_view text);
/// Makes control characters visible (`^[`, `\x9b`), for untrusted text on a terminal. Tabs stay.
std::string neutralise(std::string_view text);
/// At most `limit` bytes, cut between UTF-8 characters, with `…` in place of what is missing. Empty when
/// even that has no room.
std::string shorten(std::string_view text, std::size_t limit);

/// The candidate that was most likely meant, or an empty view when none is close.
std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace wheels::text
