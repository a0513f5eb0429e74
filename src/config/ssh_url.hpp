#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wheels::config {

/// `ssh://[USER@]HOST[:PORT]`, as docker writes where a daemon is.
struct SshUrl {
    std::string user;  ///< Empty: whoever runs the program.
    std::string host;  ///< A name or an address; without the brackets of an IPv6 one.
    std::uint16_t port = 22;
};

/// Nothing when it is another kind of address, or none. What follows the host (a path) is left out.
std::optional<SshUrl> parse_ssh_url(std::string_view address);

/// What is wrong with the remote builder of a local registry when its address is none.
inline constexpr std::string_view needs_ssh_url =
    "Local registry with remote builder requires an SSH URL (e.g., ssh://user@host)";

}  // namespace wheels::config
