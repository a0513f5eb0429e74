#include "ssh/rsa_size.hpp"

#include <bit>
#include <cstdint>

#include "ssh/wire.hpp"

namespace wheels::ssh {

std::size_t rsa_bits(std::string_view blob) {
    constexpr std::size_t bits_in_byte = 8;
    wire::Reader key(blob);
    if (key.string() != "ssh-rsa") return 0;
    key.string();  // the exponent
    auto modulus = key.string();
    if (!key.ok()) return 0;
    while (!modulus.empty() && modulus.front() == '\0') modulus.remove_prefix(1);
    if (modulus.empty()) return 0;
    return (modulus.size() - 1) * bits_in_byte +
           static_cast<std::size_t>(std::bit_width(static_cast<std::uint8_t>(modulus.front())));
}

}  // namespace wheels::ssh
