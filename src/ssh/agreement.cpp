#include "ssh/agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"
#include "ssh/wire.hpp"

namespace wheels::ssh {
namespace {

constexpr std::uint8_t kexinit = 20;
constexpr std::uint8_t newkeys = 21;
constexpr std::size_t cookie_size = 16;

// They stand in the list of key exchanges, and say what else somebody understands.
bool is_announcement(std::string_view name) {
    return name.starts_with("ext-info-") || name.starts_with("kex-strict-");
}

// It makes no use of a MAC of its own.
bool is_authenticated(std::string_view cipher) {
    return cipher == "chacha20-poly1305@openssh.com" || cipher.ends_with("-gcm@openssh.com");
}

// A host may say something else first: whole lines.
std::string_view after_version(std::string_view sent) {
    for (;;) {
        const auto end = sent.find('\n');
        if (end == std::string_view::npos) return {};
        const bool is_version = sent.starts_with("SSH-");
        sent.remove_prefix(end + 1);
        if (is_version) return sent;
    }
}

/// The first of our list that the host has.
std::string agreed(const std::vector<std::string>& ours, const std::vector<std::string>& theirs) {
    const auto both = std::find_first_of(ours.begin(), ours.end(), theirs.begin(), theirs.end());
    return both == ours.end() ? std::string() : *both;
}

std::string spoken(const std::vector<std::string>& list) {
    return list.empty() ? "none" : text::join(list, ", ");
}

}  // namespace

std::optional<Algorithms> read_algorithms(std::string_view sent) {
    wire::Reader packet(after_version(sent));
    wire::Reader fields(packet.string());
    fields.byte();  // how much of the end is padding
    if (!packet.ok() || fields.byte() != kexinit) return std::nullopt;
    fields.take(cookie_size);
    Algorithms found;
    for (auto& list : found.lists) {
        for (auto& name : text::split(fields.string(), ',')) {
            if (!name.empty() && !is_announcement(name)) list.push_back(std::move(name));
        }
    }
    if (!fields.ok()) return std::nullopt;
    return found;
}

// RFC 4253, section 8; RFC 4419, section 3; RFC 5656, section 4: whatever the method, its last answer holds
// the host key, the host's part of the exchange, and the signature.
std::string host_key_signature(std::string_view sent, std::string_view host_key) {
    wire::Reader packets(after_version(sent));
    while (packets.ok() && !packets.rest().empty()) {
        wire::Reader fields(packets.string());
        fields.byte();
        if (fields.byte() == newkeys) break;
        const auto shown = fields.string();
        fields.string();
        const auto signature = fields.string();
        if (fields.ok() && shown == host_key) return std::string(signature);
    }
    return {};
}

std::string disagreement(const Algorithms& ours, const Algorithms& theirs) {
    struct Kind {
        Algorithms::List list;
        const char* name;
    };
    const Kind kinds[] = {
        {Algorithms::key_exchanges, "key exchange"},
        {Algorithms::host_keys, "kind of host key"},
        {Algorithms::ciphers_out, "cipher"},
        {Algorithms::ciphers_in, "cipher"},
        {Algorithms::macs_out, "MAC"},
        {Algorithms::macs_in, "MAC"},
    };
    std::array<std::string, Algorithms::count> both;
    for (const auto& [list, name] : kinds) {
        both[list] = agreed(ours.lists[list], theirs.lists[list]);
        const bool needed =
            (list != Algorithms::macs_out || !is_authenticated(both[Algorithms::ciphers_out])) &&
            (list != Algorithms::macs_in || !is_authenticated(both[Algorithms::ciphers_in]));
        if (needed && both[list].empty())
            return fmt::format("no {} is known to both sides. The host has: {}. Here there are: {}", name,
                               spoken(theirs.lists[list]), spoken(ours.lists[list]));
    }
    return {};
}

}  // namespace wheels::ssh
