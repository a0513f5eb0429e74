#include "config/ssh_url.hpp"

#include "base/port.hpp"
#include "base/text.hpp"

namespace wheels::config {
namespace {

constexpr std::string_view scheme = "ssh://";

}  // namespace

std::optional<SshUrl> parse_ssh_url(std::string_view address) {
    if (text::lower(address.substr(0, scheme.size())) != scheme) return std::nullopt;
    address.remove_prefix(scheme.size());
    address = address.substr(0, address.find_first_of("/?#"));
    SshUrl url;
    if (const auto at = address.rfind('@'); at != std::string_view::npos) {
        const auto user = address.substr(0, at);
        url.user = user.substr(0, user.find(':'));
        address.remove_prefix(at + 1);
    }
    std::string_view rest;
    if (address.starts_with('[')) {
        const auto end = address.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        url.host = address.substr(1, end - 1);
        rest = address.substr(end + 1);
    } else {
        const auto end = address.find(':');
        url.host = address.substr(0, end);
        if (end != std::string_view::npos) rest = address.substr(end);
    }
    if (url.host.empty()) return std::nullopt;
    if (rest.empty()) return url;
    const auto port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!port) return std::nullopt;
    url.port = *port;
    return url;
}

}  // namespace wheels::config
