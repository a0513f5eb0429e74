#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/secret.hpp"

namespace wheels {

/// Replaces known secrets in a text by `[REDACTED]`. Pure.
///
/// A secret is also found as it looks when quoted for a shell, in Base64, line by line when it has
/// several lines, and with newlines written as `\n`. Secrets shorter than `min_length` bytes are not looked
/// for: they would blot out every text and hide nothing.
class Redactor {
public:
    static constexpr std::size_t min_length = 4;

    Redactor() = default;
    explicit Redactor(const std::vector<Secret>& secrets);

    std::string redact(std::string_view text) const;
    /// The same for the beginning of a stream: what may be the start of a secret at the end of `text` is left
    /// for later. `settled` is how many bytes of `text` the answer stands for.
    std::string redact_settled(std::string_view text, std::size_t& settled) const;
    bool empty() const { return needles_.empty(); }
    /// Length of the longest form looked for, in bytes: how much of a stream has to be held back.
    std::size_t longest() const { return longest_; }

private:
    /// The needles that begin with one byte: from here to there.
    struct Range {
        std::size_t from = 0;
        std::size_t to = 0;
    };

    const std::string* match(std::string_view text) const;
    bool may_begin(std::string_view text) const;
    bool may_start_at(std::string_view text, std::size_t at) const;

    std::vector<std::string> needles_;  // by first byte, longest first, unique
    std::array<Range, 256> by_first_{};
    std::vector<bool> pairs_;  // by the first two bytes: most of a text needs no look at the needles
    std::size_t longest_ = 0;
};

}  // namespace wheels
