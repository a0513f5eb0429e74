#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wheels::ssh {

/// OpenBSD's bcrypt_pbkdf: the key derivation of encrypted OpenSSH private keys. Slow on purpose.
std::string bcrypt_pbkdf(std::string_view passphrase,
                         std::string_view salt,
                         std::uint32_t rounds,
                         std::size_t size);

}  // namespace wheels::ssh
