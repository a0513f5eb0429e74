#include "config/ssh_url.hpp"

#include <charconv>

namespace wheels::config {
namespace {

constexpr std::string_view scheme = "ssh://";

bool begins_with_scheme(std::string_view text) {
    if (text.size() < scheme.size()) return false;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i]) return false;
    }
    return true;
}

std::optional<std::uint16_t> port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, port);
    if (read.ec != std::errc() || read.ptr != end || port == 0) return std::nullopt;
    return port;
}

}  // namespace

std::optional<SshUrl> parse_ssh_url(std::string_view text) {
    if (!begins_with_scheme(text)) return std::nullopt;
    text.remove_prefix(scheme.size());
    text = text.substr(0, text.find_first_of("/?#"));
    SshUrl url;
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        const auto user = text.substr(0, at);
        url.user = user.substr(0, user.find(':'));
        text.remove_prefix(at + 1);
    }
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        url.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
    } else {
        const auto end = text.find(':');
        url.host = text.substr(0, end);
        if (end != std::string_view::npos) rest = text.substr(end);
    }
    if (url.host.empty()) return std::nullopt;
    if (rest.empty()) return url;
    const auto port = rest.front() == ':' ? port_of(rest.substr(1)) : std::nullopt;
    if (!port) return std::nullopt;
    url.port = *port;
    return url;
}

}  // namespace wheels::config
