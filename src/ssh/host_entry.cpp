#include "ssh/host_entry.hpp"

#include <charconv>

namespace wheels::ssh {
namespace {

std::optional<std::uint16_t> port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, port);
    if (read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
    return port;
}

}  // namespace

HostEntry parse_host_entry(std::string_view entry) {
    HostEntry found;
    if (const auto at = entry.find('@'); at != std::string_view::npos && at > 0) {
        found.user = entry.substr(0, at);
        entry.remove_prefix(at + 1);
    }
    found.host = entry;
    if (entry.starts_with('[')) {
        const auto end = entry.find(']');
        if (end == std::string_view::npos) return found;
        const auto rest = entry.substr(end + 1);
        found.port = rest.starts_with(':') ? port_of(rest.substr(1)) : std::nullopt;
        if (rest.empty() || found.port) found.host = entry.substr(1, end - 1);
        return found;
    }
    const auto colon = entry.find(':');
    if (colon == std::string_view::npos || colon != entry.rfind(':')) return found;  // a name, or IPv6
    found.port = port_of(entry.substr(colon + 1));
    if (found.port) found.host = entry.substr(0, colon);
    return found;
}

}  // namespace wheels::ssh
