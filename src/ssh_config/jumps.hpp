#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::ssh_config {

/// One hop of a ProxyJump.
struct Jump {
    std::optional<std::string> user;
    std::string host;
    std::optional<std::uint16_t> port;

    /// As `ssh -G` writes it.
    std::string to_string() const;
};

/// `[USER@]HOST[:PORT]` or `ssh://[USER@]HOST[:PORT]`, with commas between them, the first one first. Nothing
/// when it is none of that. Pure.
std::optional<std::vector<Jump>> parse_jumps(std::string_view text);

}  // namespace wheels::ssh_config
