#include "base/random_hex.hpp"

#include <cstddef>
#include <random>
#include <string_view>

namespace wheels {

std::string random_hex(int digits) {
    constexpr std::string_view alphabet = "0123456789abcdef";
    std::random_device source;
    std::uniform_int_distribution<std::size_t> digit(0, alphabet.size() - 1);
    std::string text;
    for (int i = 0; i < digits; ++i) text += alphabet[digit(source)];
    return text;
}

}  // namespace wheels
