#include "ssh/host_entry.hpp"

#include "base/port.hpp"

namespace wheels::ssh {
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
        found.port = rest.starts_with(':') ? parse_port(rest.substr(1)) : std::nullopt;
        if (rest.empty() || found.port) found.host = entry.substr(1, end - 1);
        return found;
    }
    const auto colon = entry.find(':');
    if (colon == std::string_view::npos || colon != entry.rfind(':')) return found;  // a name, or IPv6
    found.port = parse_port(entry.substr(colon + 1));
    if (found.port) found.host = entry.substr(0, colon);
    return found;
}

}  // namespace wheels::ssh
