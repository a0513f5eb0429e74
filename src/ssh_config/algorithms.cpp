#include "ssh_config/algorithms.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/wildcards.hpp"
#include "ssh_config/patterns.hpp"

namespace wheels::ssh_config {
namespace {

using Names = std::vector<std::string>;

const Names default_ciphers{
    "chacha20-poly1305@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com"};
const Names all_ciphers{"3des-cbc",
                        "aes128-cbc",
                        "aes192-cbc",
                        "aes256-cbc",
                        "aes128-ctr",
                        "aes192-ctr",
                        "aes256-ctr",
                        "aes128-gcm@openssh.com",
                        "aes256-gcm@openssh.com",
                        "chacha20-poly1305@openssh.com"};
const Names default_macs{"umac-64-etm@openssh.com",
                         "umac-128-etm@openssh.com",
                         "hmac-sha2-256-etm@openssh.com",
                         "hmac-sha2-512-etm@openssh.com",
                         "hmac-sha1-etm@openssh.com",
                         "umac-64@openssh.com",
                         "umac-128@openssh.com",
                         "hmac-sha2-256",
                         "hmac-sha2-512",
                         "hmac-sha1"};
const Names all_macs{"hmac-sha1",
                     "hmac-sha1-96",
                     "hmac-sha2-256",
                     "hmac-sha2-512",
                     "hmac-md5",
                     "hmac-md5-96",
                     "umac-64@openssh.com",
                     "umac-128@openssh.com",
                     "hmac-sha1-etm@openssh.com",
                     "hmac-sha1-96-etm@openssh.com",
                     "hmac-sha2-256-etm@openssh.com",
                     "hmac-sha2-512-etm@openssh.com",
                     "hmac-md5-etm@openssh.com",
                     "hmac-md5-96-etm@openssh.com",
                     "umac-64-etm@openssh.com",
                     "umac-128-etm@openssh.com"};
const Names default_kex{"sntrup761x25519-sha512",
                        "sntrup761x25519-sha512@openssh.com",
                        "curve25519-sha256",
                        "curve25519-sha256@libssh.org",
                        "ecdh-sha2-nistp256",
                        "ecdh-sha2-nistp384",
                        "ecdh-sha2-nistp521",
                        "diffie-hellman-group-exchange-sha256",
                        "diffie-hellman-group16-sha512",
                        "diffie-hellman-group18-sha512",
                        "diffie-hellman-group14-sha256"};
const Names all_kex{"diffie-hellman-group1-sha1",
                    "diffie-hellman-group14-sha1",
                    "diffie-hellman-group14-sha256",
                    "diffie-hellman-group16-sha512",
                    "diffie-hellman-group18-sha512",
                    "diffie-hellman-group-exchange-sha1",
                    "diffie-hellman-group-exchange-sha256",
                    "ecdh-sha2-nistp256",
                    "ecdh-sha2-nistp384",
                    "ecdh-sha2-nistp521",
                    "curve25519-sha256",
                    "curve25519-sha256@libssh.org",
                    "sntrup761x25519-sha512",
                    "sntrup761x25519-sha512@openssh.com"};
const Names default_keys{"ssh-ed25519-cert-v01@openssh.com",
                         "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                         "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                         "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                         "sk-ssh-ed25519-cert-v01@openssh.com",
                         "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
                         "rsa-sha2-512-cert-v01@openssh.com",
                         "rsa-sha2-256-cert-v01@openssh.com",
                         "ssh-ed25519",
                         "ecdsa-sha2-nistp256",
                         "ecdsa-sha2-nistp384",
                         "ecdsa-sha2-nistp521",
                         "sk-ssh-ed25519@openssh.com",
                         "sk-ecdsa-sha2-nistp256@openssh.com",
                         "rsa-sha2-512",
                         "rsa-sha2-256"};
const Names all_keys{"ssh-ed25519",
                     "ssh-ed25519-cert-v01@openssh.com",
                     "sk-ssh-ed25519@openssh.com",
                     "sk-ssh-ed25519-cert-v01@openssh.com",
                     "ecdsa-sha2-nistp256",
                     "ecdsa-sha2-nistp256-cert-v01@openssh.com",
                     "ecdsa-sha2-nistp384",
                     "ecdsa-sha2-nistp384-cert-v01@openssh.com",
                     "ecdsa-sha2-nistp521",
                     "ecdsa-sha2-nistp521-cert-v01@openssh.com",
                     "sk-ecdsa-sha2-nistp256@openssh.com",
                     "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
                     "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
                     "ssh-dss",
                     "ssh-dss-cert-v01@openssh.com",
                     "ssh-rsa",
                     "ssh-rsa-cert-v01@openssh.com",
                     "rsa-sha2-256",
                     "rsa-sha2-256-cert-v01@openssh.com",
                     "rsa-sha2-512",
                     "rsa-sha2-512-cert-v01@openssh.com"};

void add_new(Names& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

const Names& default_algorithms(AlgorithmKind kind) {
    switch (kind) {
        case AlgorithmKind::cipher: return default_ciphers;
        case AlgorithmKind::mac: return default_macs;
        case AlgorithmKind::kex: return default_kex;
        case AlgorithmKind::host_key:
        case AlgorithmKind::public_key: return default_keys;
    }
    return default_keys;
}

const Names& all_algorithms(AlgorithmKind kind) {
    switch (kind) {
        case AlgorithmKind::cipher: return all_ciphers;
        case AlgorithmKind::mac: return all_macs;
        case AlgorithmKind::kex: return all_kex;
        case AlgorithmKind::host_key:
        case AlgorithmKind::public_key: return all_keys;
    }
    return all_keys;
}

// OpenSSH: kex-names.c, kex_assemble_names.
std::optional<Names> assemble(std::string_view list, AlgorithmKind kind) {
    const auto& defaults = default_algorithms(kind);
    if (list.empty()) return defaults;
    const char first = list.front();
    const bool changes = first == '+' || first == '-' || first == '^';
    const auto given = list.substr(changes ? 1 : 0);
    Names names;
    if (first == '-') {
        for (const auto& name : defaults) {
            if (match_list(name, given) != ListMatch::positive) names.push_back(name);
        }
        return names;
    }
    Names patterns;
    if (first == '+') patterns = defaults;
    for (const auto& pattern : text::split(given, ',')) {
        if (!pattern.empty()) patterns.push_back(pattern);
    }
    if (first == '^') patterns.insert(patterns.end(), defaults.begin(), defaults.end());
    for (const auto& pattern : patterns) {
        for (const auto& name : all_algorithms(kind)) {
            if (matches_wildcards(name, pattern)) add_new(names, name);
        }
    }
    if (names.empty()) return std::nullopt;
    return names;
}

}  // namespace wheels::ssh_config
