#pragma once

#include <string_view>

namespace wheels {

/// Whether a pattern of OpenSSH's fits the whole of `text`: `*` stands for any characters, `?` for one, and
/// nothing else for anything but itself. Takes no longer than the product of both lengths.
bool matches_wildcards(std::string_view text, std::string_view pattern);

}  // namespace wheels
