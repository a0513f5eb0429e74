#include "ssh_config/jumps.hpp"

#include "base/port.hpp"
#include "base/text.hpp"

namespace wheels::ssh_config {
namespace {

std::optional<std::string> decode_url(std::string_view text) {
    const auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i] == '+' ? ' ' : text[i];
            continue;
        }
        if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return std::nullopt;
        decoded += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
        i += 2;
    }
    return decoded;
}

// HOST, HOST:PORT or HOST/PORT, [HOST], [HOST]:PORT. OpenSSH: misc.c, hpdelim.
bool parse_place(std::string_view text, Jump& jump, bool slash_is_path) {
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == std::string_view::npos) return false;
        jump.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        if (!rest.empty() && rest.front() != ':' && rest.front() != '/') return false;
    } else {
        const auto end = std::min(text.find_first_of(":/"), text.size());
        jump.host = text.substr(0, end);
        rest = text.substr(end);
    }
    if (jump.host.empty()) return false;
    if (rest.size() < 2) return true;
    if (slash_is_path) {
        if (rest.front() == '/') return false;
        if (rest.ends_with('/')) rest.remove_suffix(1);
    }
    jump.port = parse_port(rest.substr(1));
    return jump.port.has_value();
}

std::optional<Jump> parse_jump(std::string_view text) {
    constexpr std::string_view scheme = "ssh://";
    const bool url = text.starts_with(scheme);
    if (url) text.remove_prefix(scheme.size());
    Jump jump;
    const auto at = url ? text.find('@') : text.rfind('@');
    if (at != std::string_view::npos) {
        auto user = text.substr(0, at);
        if (url) user = user.substr(0, user.find(';'));
        if (user.empty()) return std::nullopt;
        jump.user = url ? decode_url(user) : std::string(user);
        if (!jump.user) return std::nullopt;
        text.remove_prefix(at + 1);
    }
    if (!parse_place(text, jump, url)) return std::nullopt;
    return jump;
}

}  // namespace

std::string Jump::to_string() const {
    const bool numeric =
        host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
    std::string text;
    if (user) text += *user + "@";
    text += numeric ? "[" + host + "]" : host;
    if (port) text += ":" + std::to_string(*port);
    return text;
}

std::optional<std::vector<Jump>> parse_jumps(std::string_view text) {
    std::vector<Jump> jumps;
    for (const auto& part : text::split(text, ',')) {
        auto jump = parse_jump(part);
        if (!jump) return std::nullopt;
        jumps.push_back(std::move(*jump));
    }
    return jumps;
}

}  // namespace wheels::ssh_config
