#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wheels/secret.hpp"

struct evp_pkey_st;

namespace wheels::ssh {

/// A private key in memory: parsed once, it signs for every host.
class PrivateKey {
public:
    explicit PrivateKey(std::shared_ptr<evp_pkey_st> key);

    /// As it stands in authorized_keys, decoded.
    const std::string& public_blob() const { return public_blob_; }
    /// The signature's inner bytes (RFC 4253, section 6.6); `algorithm` chooses the digest of an RSA key.
    /// Nothing when the key cannot make such a signature.
    std::optional<std::string> sign(std::string_view data, std::string_view algorithm) const;

private:
    std::shared_ptr<evp_pkey_st> key_;
    std::string public_blob_;
};

/// Why a key file is of no use, as a sentence goes on after its name: "is not a private key".
class KeyUnusable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The text of a private key file: OpenSSH's own format, or PEM (PKCS#1, SEC 1, PKCS#8). Ed25519, ECDSA, RSA.
class KeyFile {
public:
    /// Throws KeyUnusable.
    explicit KeyFile(std::string text);

    bool encrypted() const { return encrypted_; }
    /// Empty when only the passphrase reveals it.
    const std::string& public_blob() const { return public_blob_; }
    /// Nothing when the passphrase is wrong. Throws KeyUnusable. With a passphrase it takes a fifth of a
    /// second on purpose of the format.
    std::optional<PrivateKey> unlock(const Secret& passphrase) const;

private:
    std::string text_;
    std::string public_blob_;
    bool openssh_ = false;
    bool encrypted_ = false;
};

}  // namespace wheels::ssh
