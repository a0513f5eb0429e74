#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wheels::ssh {

/// A host as `servers` of deploy.yml names it: `[USER@]HOST[:PORT]`, with an IPv6 address bare or in
/// brackets. What is not said comes from `ssh/user` and `ssh/port`.
struct HostEntry {
    std::string host;
    std::optional<std::string> user;
    std::optional<std::uint16_t> port;
};

/// As SSHKit reads it. What makes no sense as a port is a part of the name.
HostEntry parse_host_entry(std::string_view entry);

}  // namespace wheels::ssh
