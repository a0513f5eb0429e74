#include "base/base64.hpp"

#include <cstddef>

namespace wheels::base64 {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string encode(std::string_view bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = (group << 8U) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += i + j > bytes.size() ? '=' : alphabet[(group >> (18U - 6U * j)) & 0x3fU];
        }
    }
    return text;
}

std::optional<std::string> decode(std::string_view text) {
    std::string bytes;
    unsigned group = 0;
    std::size_t digits = 0;
    std::size_t padding = 0;
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t') continue;
        if (c == '=') {
            ++padding;
            continue;
        }
        const auto digit = alphabet.find(c);
        if (digit == std::string_view::npos || padding > 0) return std::nullopt;
        group = (group << 6U) | static_cast<unsigned>(digit);
        ++digits;
        if (digits % 4 == 0) {
            for (const unsigned shift : {16U, 8U, 0U}) bytes += static_cast<char>((group >> shift) & 0xffU);
            group = 0;
        }
    }
    const auto rest = digits % 4;
    if (rest == 1 || padding != (4 - rest) % 4) return std::nullopt;
    if (rest >= 2) bytes += static_cast<char>((group >> (rest == 2 ? 4U : 10U)) & 0xffU);
    if (rest == 3) bytes += static_cast<char>((group >> 2U) & 0xffU);
    return bytes;
}

}  // namespace wheels::base64
