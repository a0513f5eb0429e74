#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace wheels {

/// A TCP port, 1 to 65535, in decimal digits and nothing else.
std::optional<std::uint16_t> parse_port(std::string_view digits);

}  // namespace wheels
