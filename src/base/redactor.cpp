#include "base/redactor.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels {
namespace {

std::size_t first_byte(std::string_view text) {
    return static_cast<unsigned char>(text[0]);
}

// The two bytes at `at` as a number; there must be two.
std::size_t pair_at(std::string_view text, std::size_t at) {
    return first_byte(text.substr(at)) * 256 + first_byte(text.substr(at + 1));
}

}  // namespace

Redactor::Redactor(const std::vector<Secret>& secrets) {
    auto add = [this](std::string needle) {
        if (needle.size() >= min_length) needles_.push_back(std::move(needle));
    };
    for (const auto& secret : secrets) {
        const auto& text = secret.reveal();
        if (text.size() < min_length) continue;
        add(text);
        add(base64::encode(text));
        add(text::replace_all(text, "'", "'\\''"));
        const auto quoted = shell::double_quote(text);
        add(quoted.substr(1, quoted.size() - 2));
        add(text::replace_all(text, "\n", "\\n"));
        for (const auto& line : text::split(text, '\n')) add(std::string(text::trim(line)));
    }
    std::sort(needles_.begin(), needles_.end(), [](const auto& a, const auto& b) {
        if (a[0] != b[0]) return first_byte(a) < first_byte(b);
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    needles_.erase(std::unique(needles_.begin(), needles_.end()), needles_.end());
    if (!needles_.empty()) pairs_.resize(256 * 256);
    for (std::size_t i = 0; i < needles_.size(); ++i) {
        const auto& needle = needles_[i];
        auto& range = by_first_[first_byte(needle)];
        if (range.to == 0) range.from = i;
        range.to = i + 1;
        pairs_[pair_at(needle, 0)] = true;
        longest_ = std::max(longest_, needle.size());
    }
}

bool Redactor::may_start_at(std::string_view text, std::size_t at) const {
    if (at + 1 < text.size()) return pairs_[pair_at(text, at)];
    return by_first_[first_byte(text.substr(at))].to != 0;
}

// The longest secret that `text` starts with.
const std::string* Redactor::match(std::string_view text) const {
    const auto [from, to] = by_first_[first_byte(text)];
    for (std::size_t i = from; i < to; ++i) {
        if (text.compare(0, needles_[i].size(), needles_[i]) == 0) return &needles_[i];
    }
    return nullptr;
}

// Whether more text could make a secret, or a longer one, out of `text`.
bool Redactor::may_begin(std::string_view text) const {
    const auto [from, to] = by_first_[first_byte(text)];
    for (std::size_t i = from; i < to; ++i) {
        const auto& needle = needles_[i];
        if (needle.size() > text.size() && needle.compare(0, text.size(), text) == 0) return true;
    }
    return false;
}

std::string Redactor::redact(std::string_view text) const {
    std::size_t settled = 0;
    auto clean = redact_settled(text, settled);
    // Nothing follows, so what looked like the start of a secret is none; but a shorter one may be in it.
    while (settled < text.size()) {
        const auto* found = match(text.substr(settled));
        if (found != nullptr) {
            clean += "[REDACTED]";
            settled += found->size();
        } else {
            clean += text[settled++];
        }
    }
    return clean;
}

std::string Redactor::redact_settled(std::string_view text, std::size_t& settled) const {
    if (needles_.empty()) {
        settled = text.size();
        return std::string(text);
    }
    // One pass from left to right: what was put in place of a secret is never looked at again.
    std::string clean;
    std::size_t at = 0;
    while (at < text.size()) {
        auto next = at;
        while (next < text.size() && !may_start_at(text, next)) ++next;
        clean += text.substr(at, next - at);
        at = next;
        if (at == text.size()) break;
        const auto rest = text.substr(at);
        if (rest.size() < longest() && may_begin(rest)) break;
        const auto* found = match(rest);
        if (found == nullptr) {
            clean += text[at++];
        } else {
            clean += "[REDACTED]";
            at += found->size();
        }
    }
    settled = at;
    return clean;
}

}  // namespace wheels
