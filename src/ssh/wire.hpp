#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// The data types of the SSH protocol (RFC 4251, section 5), as keys, signatures and the agent use them.
/// Pure.
namespace wheels::ssh::wire {

/// Reads one field after the other. What is missing reads as empty and turns `ok()` false.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    std::string_view rest() const { return rest_; }

    std::uint8_t byte() {
        const auto field = take(1);
        return field.empty() ? 0 : static_cast<std::uint8_t>(field.front());
    }
    std::uint32_t number() {
        std::uint32_t value = 0;
        for (const char c : take(4)) value = value << 8 | static_cast<std::uint8_t>(c);
        return value;
    }
    std::string_view string() {
        const std::size_t size = number();
        return take(size);
    }
    std::string_view take(std::size_t size) {
        if (size > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const auto field = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return field;
    }

private:
    std::string_view rest_;
    bool ok_ = true;
};

inline void put_number(std::string& to, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0}) to += static_cast<char>(value >> shift & 0xff);
}

inline void put_string(std::string& to, std::string_view bytes) {
    put_number(to, static_cast<std::uint32_t>(bytes.size()));
    to += bytes;
}

/// A positive integer from its big-endian bytes.
inline void put_integer(std::string& to, std::string_view bytes) {
    while (!bytes.empty() && bytes.front() == '\0') bytes.remove_prefix(1);
    const bool negative = !bytes.empty() && (static_cast<std::uint8_t>(bytes.front()) & 0x80) != 0;
    put_number(to, static_cast<std::uint32_t>(bytes.size() + (negative ? 1 : 0)));
    if (negative) to += '\0';
    to += bytes;
}

}  // namespace wheels::ssh::wire
