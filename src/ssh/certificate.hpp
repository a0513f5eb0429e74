#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wheels::ssh {

/// What a certificate of OpenSSH says (its PROTOCOL.certkeys), as far as it matters to whom it belongs to.
struct Certificate {
    std::string plain_blob;  ///< The public key that it is about.
    bool of_user = false;    ///< Else of a host.
    std::uint64_t valid_after = 0;
    std::uint64_t valid_before = 0;  ///< In seconds since 1970; the largest number is for ever.
};

/// Nothing when `blob` is no certificate, but a key or nonsense. Signatures are not looked at. Pure.
std::optional<Certificate> read_certificate(std::string_view blob);

/// `ssh-ed25519` of `ssh-ed25519-cert-v01@openssh.com`; any other name as it is. Pure.
std::string plain_algorithm(std::string_view algorithm);

/// The key that a certificate is about, and any other blob itself. Pure.
std::string plain_key(std::string_view blob);

}  // namespace wheels::ssh
