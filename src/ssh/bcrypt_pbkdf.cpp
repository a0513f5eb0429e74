#include "ssh/bcrypt_pbkdf.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

namespace wheels::ssh {
namespace {

using Words = std::vector<std::uint32_t>;

// Fixed-point numbers for pi: the integer part, then fractions of 2^-32, the most significant first.
void divide(Words& number, std::uint32_t divisor) {
    std::uint64_t rest = 0;
    for (auto& word : number) {
        const std::uint64_t value = rest << 32 | word;
        word = static_cast<std::uint32_t>(value / divisor);
        rest = value % divisor;
    }
}

void add(Words& to, const Words& number) {
    std::uint64_t carry = 0;
    for (std::size_t i = to.size(); i-- > 0;) {
        carry += std::uint64_t{to[i]} + number[i];
        to[i] = static_cast<std::uint32_t>(carry);
        carry >>= 32;
    }
}

void subtract(Words& from, const Words& number) {
    std::uint64_t borrow = 0;
    for (std::size_t i = from.size(); i-- > 0;) {
        const std::uint64_t difference = std::uint64_t{from[i]} - number[i] - borrow;
        from[i] = static_cast<std::uint32_t>(difference);
        borrow = difference >> 63;
    }
}

// factor * arctan(1 / x) by its power series.
Words arctan_of_inverse(std::uint32_t factor, std::uint32_t x, std::size_t size) {
    Words power(size, 0);
    power[0] = factor;
    divide(power, x);
    Words sum = power;
    const auto is_zero = [](std::uint32_t word) { return word == 0; };
    for (std::uint32_t k = 3; !std::all_of(power.begin(), power.end(), is_zero); k += 2) {
        divide(power, x * x);
        Words term = power;
        divide(term, k);
        if (k % 4 == 3) {
            subtract(sum, term);
        } else {
            add(sum, term);
        }
    }
    return sum;
}

/// Blowfish, with bcrypt's slow key schedule. Its first state is the fraction of pi, which is worked out (by
/// Machin's formula) and not listed: only a key with a passphrase pays for it.
class Blowfish {
public:
    static const Blowfish& initial() {
        static const Blowfish state(of_pi());
        return state;
    }

    void expand(std::string_view salt, std::string_view key) {
        mix_in(key);
        std::size_t at = 0;
        std::uint32_t left = 0;
        std::uint32_t right = 0;
        for (std::size_t i = 0; i < state_.size(); i += 2) {
            left ^= next_word(salt, at);
            right ^= next_word(salt, at);
            encipher(left, right);
            state_[i] = left;
            state_[i + 1] = right;
        }
    }

    void expand(std::string_view key) {
        mix_in(key);
        std::uint32_t left = 0;
        std::uint32_t right = 0;
        for (std::size_t i = 0; i < state_.size(); i += 2) {
            encipher(left, right);
            state_[i] = left;
            state_[i + 1] = right;
        }
    }

    void encipher(std::uint32_t& left, std::uint32_t& right) const {
        std::uint32_t l = left ^ state_[0];
        std::uint32_t r = right;
        for (std::size_t i = 1; i <= 16; i += 2) {
            r ^= round(l) ^ state_[i];
            l ^= round(r) ^ state_[i + 1];
        }
        left = r ^ state_[17];
        right = l;
    }

    static std::uint32_t next_word(std::string_view bytes, std::size_t& at) {
        std::uint32_t word = 0;
        for (int i = 0; i < 4; ++i) {
            word = word << 8 | static_cast<std::uint8_t>(bytes[at]);
            at = (at + 1) % bytes.size();
        }
        return word;
    }

private:
    static constexpr std::size_t subkeys = 18;
    using State = std::array<std::uint32_t, subkeys + 4 * 256>;

    explicit Blowfish(const State& state) : state_(state) {}

    static State of_pi() {
        State state{};
        const std::size_t guard = 2;
        const std::size_t size = 1 + state.size() + guard;
        auto pi = arctan_of_inverse(16, 5, size);
        subtract(pi, arctan_of_inverse(4, 239, size));
        std::copy_n(pi.begin() + 1, state.size(), state.begin());
        return state;
    }

    void mix_in(std::string_view key) {
        std::size_t at = 0;
        for (std::size_t i = 0; i < subkeys; ++i) state_[i] ^= next_word(key, at);
    }

    std::uint32_t round(std::uint32_t x) const {
        const auto* boxes = state_.data() + subkeys;
        return ((boxes[x >> 24] + boxes[256 + (x >> 16 & 0xff)]) ^ boxes[512 + (x >> 8 & 0xff)]) +
               boxes[768 + (x & 0xff)];
    }

    State state_;
};

std::string sha512(std::string_view text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha512(), nullptr);
    return std::string(reinterpret_cast<const char*>(digest), size);
}

std::string bcrypt_hash(std::string_view passphrase, std::string_view salt) {
    Blowfish cipher = Blowfish::initial();
    cipher.expand(salt, passphrase);
    for (int i = 0; i < 64; ++i) {
        cipher.expand(salt);
        cipher.expand(passphrase);
    }
    constexpr std::string_view text = "OxychromaticBlowfishSwatDynamite";
    std::array<std::uint32_t, 8> words{};
    std::size_t at = 0;
    for (auto& word : words) word = Blowfish::next_word(text, at);
    for (int i = 0; i < 64; ++i) {
        for (std::size_t pair = 0; pair < words.size(); pair += 2)
            cipher.encipher(words[pair], words[pair + 1]);
    }
    std::string hash;
    for (const auto word : words) {
        for (const int shift : {0, 8, 16, 24}) hash += static_cast<char>(word >> shift & 0xff);
    }
    return hash;
}

}  // namespace

std::string bcrypt_pbkdf(std::string_view passphrase,
                         std::string_view salt,
                         std::uint32_t rounds,
                         std::size_t size) {
    const auto hashed = sha512(passphrase);
    const std::size_t block = 32;
    const std::size_t stride = (size + block - 1) / block;
    const std::size_t amount = (size + stride - 1) / stride;
    std::string key(size, '\0');
    for (std::size_t count = 1; count <= stride; ++count) {
        std::string counted(salt);
        for (const int shift : {24, 16, 8, 0}) counted += static_cast<char>(count >> shift & 0xff);
        auto hash = bcrypt_hash(hashed, sha512(counted));
        auto out = hash;
        for (std::uint32_t i = 1; i < rounds; ++i) {
            hash = bcrypt_hash(hashed, sha512(hash));
            for (std::size_t b = 0; b < block; ++b) out[b] = static_cast<char>(out[b] ^ hash[b]);
        }
        for (std::size_t i = 0; i < amount; ++i) {
            const auto place = i * stride + count - 1;
            if (place < size) key[place] = out[i];
        }
    }
    return key;
}

}  // namespace wheels::ssh
