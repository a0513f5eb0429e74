#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Base64 as in RFC 4648, with padding.
namespace wheels::base64 {

/// On one line.
std::string encode(std::string_view bytes);
/// White space is skipped. Nothing when the text is no Base64.
std::optional<std::string> decode(std::string_view text);

}  // namespace wheels::base64
