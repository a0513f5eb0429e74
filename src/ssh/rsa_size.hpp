#pragma once

#include <cstddef>
#include <string_view>

namespace wheels::ssh {

/// How many bits an RSA key has; 0 for keys of other kinds and what is no key. `blob` as in RFC 4253, 6.6.
std::size_t rsa_bits(std::string_view blob);

}  // namespace wheels::ssh
