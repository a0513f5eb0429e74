#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_forms.hpp"
#include "wheels/secret.hpp"

namespace wheels {

/// Replaces known secrets in a text by `[REDACTED]`. Pure.
///
/// A secret is found in every form of `secret_forms` (quoted, escaped, in Base64 …). Secrets shorter than
/// `min_length` bytes are not looked for: they would blot out every text and hide nothing. Secrets that
/// overlap are replaced together, so that no end of one of them is left over. The time grows with the length
/// of the text; bench/redaction measures it: 2 ns a byte with 50 secrets, and up to 1 us where every byte may
/// begin one of hundreds of forms.
class Redactor {
public:
    static constexpr std::size_t min_length = 4;

    Redactor() = default;
    explicit Redactor(const std::vector<Secret>& secrets);

    std::string redact(std::string_view text) const;

    bool empty() const { return needles_.empty(); }

private:
    friend class StreamRedactor;

    /// What follows the text that is looked at.
    enum class End { nothing, more, cut_off };
    /// How far a text was worked on. What stands before `told` was passed on already: as it is, or, when it
    /// is `hidden`, as `[REDACTED]`.
    struct Progress {
        std::size_t at = 0;
        std::size_t told = 0;
        bool hidden = false;
    };

    /// What the secrets make of the beginning of a text.
    struct Finding {
        std::size_t length = 0;  ///< Of the longest secret that it begins with; 0: none. Unless it may go on.
        bool may_go_on =
            false;  ///< More is to come, and could make a secret, or a longer one, out of all of it.
    };

    std::string scan(std::string_view text, Progress& progress, End end) const;
    std::size_t next_candidate(std::string_view text, std::size_t at, End end) const;
    Finding look_at(std::string_view text, End end) const;
    std::size_t first_like(std::string_view text) const;

    std::vector<SecretForm> needles_;  // sorted by text, unique
    std::vector<std::uint32_t> keys_;  // their first four bytes as a number, which sorts as they do
    std::vector<bool> beginnings_;  // by hash of their first four bytes: most of a text needs no other look
};

}  // namespace wheels
