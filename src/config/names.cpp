#include "config/names.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "base/port.hpp"
#include "base/text.hpp"

namespace wheels::config {
namespace {

constexpr std::string_view small_letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
constexpr std::size_t max_tag = 128;

bool all_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string quoted(std::string_view text) {
    return "`" + std::string(text) + "`";
}

std::string_view without_scheme(std::string_view address) {
    const auto scheme = address.find("://");
    if (scheme != std::string_view::npos) address.remove_prefix(scheme + 3);
    while (address.ends_with('/')) address.remove_suffix(1);
    return address;
}

// A folder of an image's name: letters and digits, and `.`, `_`, `__` or dashes between them.
bool is_part_of_name(std::string_view part) {
    while (!part.empty()) {
        const auto word = std::min(part.find_first_not_of(small_letters_and_digits), part.size());
        if (word == 0) return false;
        part.remove_prefix(word);
        if (part.empty()) return true;
        const auto end = part.find_first_of(small_letters_and_digits);
        if (end == std::string_view::npos) return false;
        const auto between = part.substr(0, end);
        if (between != "." && between != "_" && between != "__" && !all_of(between, "-")) return false;
        part.remove_prefix(end);
    }
    return false;
}

// docker: what stands before the first slash is a server when it looks like one.
std::size_t length_of_server(std::string_view name) {
    const auto slash = name.find('/');
    if (slash == std::string_view::npos) return 0;
    const auto first = name.substr(0, slash);
    return first == "localhost" || first.find_first_of(".:") != std::string_view::npos ? slash + 1 : 0;
}

// `.example.com` or `a..b`, which an empty variable leaves.
bool has_empty_label(std::string_view host) {
    return host.starts_with('.') || host.find("..") != std::string_view::npos;
}

bool has_no_port(std::string_view address) {
    const auto bracket = address.rfind(']');
    const auto colon = address.find(':', bracket == std::string_view::npos ? 0 : bracket);
    return colon != std::string_view::npos && !parse_port(address.substr(colon + 1));
}

std::string wrong_with_path(std::string_view path) {
    const auto small = text::lower(path);
    for (const auto& part : text::split(small, '/')) {
        if (part.empty())
            return "has nothing before, behind or between its slashes: write NAME or OWNER/NAME";
        if (!is_part_of_name(part)) {
            return "is no name of an image: it has letters and digits, with single `.`, `_` or `-` between "
                   "them, and slashes";
        }
    }
    if (small != path) return "has capital letters, which no image has: write " + quoted(small);
    return {};
}

bool is_tag(std::string_view tag) {
    return !tag.empty() && tag.size() <= max_tag && tag.front() != '.' && tag.front() != '-' &&
           tag.find_first_not_of(std::string(letters_and_digits) + "_.-") == std::string_view::npos;
}

struct ImageParts {
    std::string_view name;
    std::optional<std::string_view> tag;
    std::optional<std::string_view> digest;
};

ImageParts split_image(std::string_view image) {
    ImageParts parts;
    const auto at = image.find('@');
    if (at != std::string_view::npos) parts.digest = image.substr(at + 1);
    image = image.substr(0, at);
    const auto slash = image.rfind('/');
    const auto colon = image.find(':', slash == std::string_view::npos ? 0 : slash);
    if (colon != std::string_view::npos) parts.tag = image.substr(colon + 1);
    parts.name = image.substr(0, colon);
    return parts;
}

std::string wrong_with_name(std::string_view name, bool may_have_server) {
    const auto server = length_of_server(name);
    if (!may_have_server || server == 0) return wrong_with_path(name);
    auto wrong = wrong_with_registry_server(name.substr(0, server - 1));
    if (!wrong.empty()) return wrong;
    return wrong_with_path(name.substr(server));
}

// `8000` or `8000-8010`.
bool is_port_or_range(std::string_view ports, bool may_be_zero) {
    for (const auto& port : text::split(ports, '-')) {
        if (!parse_port(port) && !(may_be_zero && port == "0")) return false;
    }
    return std::count(ports.begin(), ports.end(), '-') <= 1;
}

}  // namespace

std::string wrong_with_repository(std::string_view name, bool may_have_server) {
    if (name.find("://") != std::string_view::npos)
        return "is the name alone: write " + quoted(without_scheme(name));
    const auto parts = split_image(name);
    if (parts.digest)
        return "has a digest, but the version decides which image runs: write " +
               quoted(text::lower(parts.name));
    if (parts.tag)
        return "has the tag " + quoted(*parts.tag) + ", but the version is the tag: write " +
               quoted(text::lower(parts.name));
    return wrong_with_name(name, may_have_server);
}

std::string wrong_with_image(std::string_view name, bool may_have_server) {
    if (name.find("://") != std::string_view::npos)
        return "is the name alone: write " + quoted(without_scheme(name));
    const auto parts = split_image(name);
    if (parts.tag && parts.tag->empty()) return "has no tag behind its colon";
    if (parts.tag && !is_tag(*parts.tag))
        return quoted(*parts.tag) + " is no tag: it has letters, digits, `_`, `.` and `-`";
    if (parts.digest && parts.digest->find(':') == std::string_view::npos)
        return quoted(*parts.digest) + " is no digest: it begins with `sha256:`";
    return wrong_with_name(parts.name, may_have_server);
}

std::string wrong_with_container_name(std::string_view name) {
    const bool fine = name.size() > 1 && all_of(name.substr(0, 1), letters_and_digits) &&
                      all_of(name, std::string(letters_and_digits) + "_.-");
    if (fine) return {};
    return "is no name for a container: it begins with a letter or a digit, and goes on with these, `_`, `.` "
           "or "
           "`-`";
}

std::string wrong_with_registry_server(std::string_view server) {
    const auto bare = without_scheme(server);
    if (bare != server) return "is the host alone: write " + quoted(bare);
    const auto host = server.substr(0, server.find('/'));
    if (!all_of(host, std::string(letters_and_digits) + "_.-:[]") || host.empty())
        return "is no host: write HOST or HOST:PORT";
    if (has_no_port(host)) return "has no port from 1 to 65535 behind its colon: write HOST or HOST:PORT";
    return host.size() == server.size() ? std::string() : wrong_with_path(server.substr(host.size() + 1));
}

std::string wrong_with_proxy_host(std::string_view host) {
    const auto bare = without_scheme(host);
    if (bare != host) return "is the name alone: write " + quoted(bare.substr(0, bare.find('/')));
    if (bare.find('/') != std::string_view::npos) {
        return "is the name alone: write " + quoted(bare.substr(0, bare.find('/'))) +
               ", and the path under `path_prefix`";
    }
    if (host.find_first_of(" \t\n,;") != std::string_view::npos || has_empty_label(host))
        return "is no name of a host";
    return {};
}

std::string wrong_with_host(std::string_view host) {
    const auto shown = "'" + std::string(host) + "' is no host: ";
    if (host.find("${") != std::string_view::npos)
        return shown +
               "${VAR} is replaced in values and not in keys, and HOME, HOSTNAME and the like nowhere";
    if (text::is_blank(host) || host.front() == '-' ||
        host.find_first_of(" \t\n,/$(){}'\"`;|&<>*?!") != std::string_view::npos)
        return shown + "write a name or an address";
    const auto name = host.substr(host.rfind('@') + 1);
    const bool bare_ipv6 = !name.starts_with('[') && std::count(name.begin(), name.end(), ':') > 1;
    if (name.empty() || has_empty_label(name)) return shown + "write a name or an address";
    if (!bare_ipv6 && has_no_port(name)) return shown + "a port is a number from 1 to 65535";
    return {};
}

std::string wrong_with_published_port(std::string_view port) {
    const std::string wrong =
        "should be PORT, HOST_PORT:PORT or ADDRESS:HOST_PORT:PORT, with ports from 1 to 65535";
    const auto slash = port.find('/');
    const auto protocol = slash == std::string_view::npos ? "tcp" : port.substr(slash + 1);
    if (protocol != "tcp" && protocol != "udp" && protocol != "sctp") return wrong;
    auto rest = port.substr(0, slash);
    const auto colon = rest.rfind(':');
    if (!is_port_or_range(rest.substr(colon == std::string_view::npos ? 0 : colon + 1), false)) return wrong;
    if (colon == std::string_view::npos) return {};
    rest = rest.substr(0, colon);
    const auto address = rest.rfind(':');
    const auto on_host = rest.substr(address == std::string_view::npos ? 0 : address + 1);
    // docker chooses the host's port when it is 0, or left out behind an address.
    const bool left_out = address != std::string_view::npos && on_host.empty();
    return left_out || is_port_or_range(on_host, true) ? std::string() : wrong;
}

std::string wrong_with_mount_point(std::string_view path) {
    // A shell replaces what begins with a dollar sign.
    if (path.starts_with('/') || path.starts_with('$')) return {};
    return "the path in the container has to begin with /";
}

std::string wrong_with_volume(std::string_view volume) {
    // `${DATA:-/data}:/data`: which colons are a shell's, nobody can tell.
    for (const auto* of_shell : {"${", "$(", "`"}) {
        if (volume.find(of_shell) != std::string_view::npos) return {};
    }
    const auto colon = volume.find(':');
    if (colon == 0) return "should be SOURCE:/PATH";
    auto path = colon == std::string_view::npos ? volume : volume.substr(colon + 1);
    path = path.substr(0, path.find(':'));
    const auto wrong = wrong_with_mount_point(path);
    const bool alone = colon == std::string_view::npos;
    return wrong.empty() || !alone ? wrong
                                   : wrong + ", and what is mounted there stands before: SOURCE:/PATH";
}

}  // namespace wheels::config
