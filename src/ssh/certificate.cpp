#include "ssh/certificate.hpp"

#include <array>

#include "ssh/wire.hpp"

namespace wheels::ssh {
namespace {

constexpr std::string_view suffix = "-cert-v01@openssh.com";
constexpr std::uint32_t user_certificate = 1;

/// How many fields a public key has behind its name.
struct Kind {
    std::string_view name;
    int fields;
};
constexpr std::array<Kind, 7> kinds{{{"ssh-ed25519", 1},
                                     {"ssh-rsa", 2},
                                     {"ecdsa-sha2-nistp256", 2},
                                     {"ecdsa-sha2-nistp384", 2},
                                     {"ecdsa-sha2-nistp521", 2},
                                     {"sk-ssh-ed25519", 2},
                                     {"sk-ecdsa-sha2-nistp256", 3}}};

std::uint64_t long_number(wire::Reader& fields) {
    const std::uint64_t high = fields.number();
    return high << 32 | fields.number();
}

}  // namespace

std::optional<Certificate> read_certificate(std::string_view blob) {
    wire::Reader fields(blob);
    auto name = fields.string();
    if (!name.ends_with(suffix)) return std::nullopt;
    name.remove_suffix(suffix.size());
    Certificate certificate;
    for (const auto& kind : kinds) {
        if (kind.name != name) continue;
        fields.string();  // nonce
        wire::put_string(certificate.plain_blob,
                         plain_algorithm(blob.substr(4, name.size() + suffix.size())));
        for (int i = 0; i < kind.fields; ++i) wire::put_string(certificate.plain_blob, fields.string());
        long_number(fields);  // serial
        certificate.of_user = fields.number() == user_certificate;
        fields.string();  // key id
        fields.string();  // principals
        certificate.valid_after = long_number(fields);
        certificate.valid_before = long_number(fields);
        if (!fields.ok()) return std::nullopt;
        return certificate;
    }
    return std::nullopt;
}

std::string plain_algorithm(std::string_view algorithm) {
    if (!algorithm.ends_with(suffix)) return std::string(algorithm);
    std::string plain(algorithm.substr(0, algorithm.size() - suffix.size()));
    return plain.starts_with("sk-") ? plain + "@openssh.com" : plain;
}

std::string plain_key(std::string_view blob) {
    auto certificate = read_certificate(blob);
    return certificate ? std::move(certificate->plain_blob) : std::string(blob);
}

}  // namespace wheels::ssh
