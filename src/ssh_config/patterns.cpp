#include "ssh_config/patterns.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>

#include "base/text.hpp"
#include "base/wildcards.hpp"

namespace wheels::ssh_config {
namespace {

constexpr std::size_t longest_pattern = 1023;  // OpenSSH: match.c

struct Bytes {
    std::array<std::uint8_t, 16> bytes{};
    std::size_t size = 0;
};

std::optional<Bytes> parse_address(std::string_view text) {
    const std::string address(text.substr(0, text.find('%')));
    Bytes parsed;
    if (::inet_pton(AF_INET, address.c_str(), parsed.bytes.data()) == 1) {
        parsed.size = 4;
        return parsed;
    }
    if (::inet_pton(AF_INET6, address.c_str(), parsed.bytes.data()) == 1) {
        parsed.size = 16;
        return parsed;
    }
    return std::nullopt;
}

bool in_network(const Bytes& address, const Bytes& network, std::size_t bits) {
    if (address.size != network.size) return false;
    for (std::size_t bit = 0; bit < bits; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80 >> bit % 8);
        if ((address.bytes.at(bit / 8) & mask) != (network.bytes.at(bit / 8) & mask)) return false;
    }
    return true;
}

struct Network {
    Bytes address;
    std::size_t bits = 0;
};

Network parse_network(std::string_view text) {
    const auto slash = text.find('/');
    Network network;
    const auto address = parse_address(text.substr(0, slash));
    if (!address) throw std::invalid_argument("'" + std::string(text) + "' is no network");
    network.address = *address;
    network.bits = address->size * 8;
    if (slash == std::string_view::npos) return network;
    const auto digits = text.substr(slash + 1);
    std::size_t bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits > network.bits)
        throw std::invalid_argument(std::string(text) + " is no network");
    network.bits = bits;
    for (std::size_t bit = bits; bit < address->size * 8; ++bit) {
        if ((address->bytes.at(bit / 8) & (0x80 >> bit % 8)) != 0)
            throw std::invalid_argument(std::string(text) + " has bits of a host in it");
    }
    return network;
}

}  // namespace

ListMatch match_list(std::string_view text, std::string_view patterns, bool lower_patterns) {
    auto match = ListMatch::none;
    while (!patterns.empty()) {
        const bool negated = patterns.front() == '!';
        if (negated) patterns.remove_prefix(1);
        const auto comma = patterns.find(',');
        const auto pattern = patterns.substr(0, comma);
        patterns = comma == std::string_view::npos ? std::string_view() : patterns.substr(comma + 1);
        if (pattern.size() >= longest_pattern) return ListMatch::none;
        if (!matches_wildcards(text, lower_patterns ? text::lower(pattern) : std::string(pattern))) continue;
        if (negated) return ListMatch::negative;
        match = ListMatch::positive;
    }
    return match;
}

bool matches_host(std::string_view host, std::string_view patterns) {
    return match_list(text::lower(host), patterns, true) == ListMatch::positive;
}

// OpenSSH: addrmatch.c, addr_match_cidr_list. There is no `!` in this list, and no pattern.
bool matches_network(const std::vector<std::string>& addresses, std::string_view networks) {
    std::vector<Network> wanted;
    for (const auto& entry : text::split(networks, ',')) wanted.push_back(parse_network(entry));
    for (const auto& own : addresses) {
        const auto address = parse_address(own);
        if (!address) continue;
        for (const auto& network : wanted) {
            if (in_network(*address, network.address, network.bits)) return true;
        }
    }
    return false;
}

}  // namespace wheels::ssh_config
