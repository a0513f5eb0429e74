#include "base/redactor.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace wheels {
namespace {

constexpr std::string_view stand_in = "[REDACTED]";

constexpr unsigned hash_bits = 18;

// Of the first four bytes of `text`; there must be that many.
std::size_t hash(const char* text) {
    std::uint32_t word = 0;
    std::memcpy(&word, text, sizeof word);
    return (word * 2654435761U) >> (32U - hash_bits);
}

// The first four bytes as a number, the first of them counting most.
std::uint32_t key_of(std::string_view text) {
    std::uint32_t key = 0;
    for (const char c : text.substr(0, Redactor::min_length)) key = key << 8U | static_cast<unsigned char>(c);
    return key;
}

std::size_t spaces_at(std::string_view text) {
    constexpr std::size_t deepest = 32;
    const auto end = text.substr(0, deepest).find_first_not_of(" \t");
    return end == std::string_view::npos ? std::min(text.size(), deepest) : end;
}

// Length of the line break that `text` begins with, also of one that is written as `\n`, and of what the next
// line is indented by; 0 when it is none.
std::size_t break_at(std::string_view text) {
    for (const std::string_view way : {"\n", "\r\n", "\\n", "\\r\\n"}) {
        if (text.starts_with(way)) return way.size() + spaces_at(text.substr(way.size()));
    }
    return 0;
}

bool may_become_break(std::string_view text) {
    return text == "\r" || text == "\\" || text == "\\r" || text == "\\r\\";
}

/// How much of a text a needle takes up.
struct Fit {
    bool whole = false;
    bool runs_out = false;   ///< The text does, and there is more of the needle.
    std::size_t length = 0;  ///< When it is whole.
};

Fit fit(const SecretForm& needle, std::string_view text) {
    const std::string_view wanted = needle.text;
    if (!needle.wraps) {
        if (text.size() < wanted.size()) return {false, wanted.starts_with(text), 0};
        return {text.starts_with(wanted), false, wanted.size()};
    }
    std::size_t at = 0;
    std::size_t found = 0;
    while (found < wanted.size()) {
        if (at == text.size()) return {false, true, 0};
        if (text[at] == wanted[found]) {
            ++at;
            ++found;
            continue;
        }
        const auto rest = text.substr(at);
        const auto skipped = found > 0 ? break_at(rest) : 0;
        if (skipped == 0) return {false, found > 0 && may_become_break(rest), 0};
        at += skipped;
    }
    return {true, false, at};
}

}  // namespace

Redactor::Redactor(const std::vector<Secret>& secrets) {
    // The same secret stands in the environment of many hosts.
    std::vector<std::string_view> texts;
    for (const auto& secret : secrets) texts.emplace_back(secret.reveal());
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    for (const auto text : texts) {
        if (text.size() < min_length) continue;
        for (auto& form : secret_forms(text)) {
            if (form.text.size() >= min_length) needles_.push_back(std::move(form));
        }
    }
    // Of two that are alike, the one that finds more.
    std::sort(needles_.begin(), needles_.end(), [](const SecretForm& a, const SecretForm& b) {
        return a.text != b.text ? a.text < b.text : a.wraps && !b.wraps;
    });
    const auto same = [](const SecretForm& a, const SecretForm& b) { return a.text == b.text; };
    needles_.erase(std::unique(needles_.begin(), needles_.end(), same), needles_.end());
    if (!needles_.empty()) beginnings_.resize(std::size_t{1} << hash_bits);
    for (const auto& needle : needles_) {
        beginnings_[hash(needle.text.data())] = true;
        keys_.push_back(key_of(needle.text));
    }
}

std::string Redactor::redact(std::string_view text) const {
    if (needles_.empty()) return std::string(text);
    Progress progress;
    return scan(text, progress, End::nothing);
}

// One pass from left to right, up to the end or, when more follows, to where a secret may begin. What was put
// in place of a secret is never looked at again.
std::string Redactor::scan(std::string_view text, Progress& progress, End end) const {
    auto& [at, told, hidden] = progress;
    std::string clean;
    while (at < text.size()) {
        const auto next = next_candidate(text, at, end);
        if (next > told) {
            clean += text.substr(told, next - told);
            told = next;
            hidden = false;
        }
        at = next;
        if (at == text.size()) break;
        auto [length, may_go_on] = look_at(text.substr(at), end);
        if (may_go_on && end == End::more) break;
        if (may_go_on) length = text.size() - at;
        if (length > 0 && at + length > told) {
            // One that overlaps the one before it is hidden together with it.
            if (at >= told || !hidden) clean += stand_in;
            told = at + length;
            hidden = true;
        }
        ++at;
    }
    if (end != End::more && told < text.size()) {
        clean += text.substr(told);
        told = text.size();
    }
    return clean;
}

// The next place, from `at` on, where a secret may stand.
std::size_t Redactor::next_candidate(std::string_view text, std::size_t at, End end) const {
    const auto size = text.size();
    while (at + min_length <= size && !beginnings_[hash(text.data() + at)]) ++at;
    if (at + min_length <= size) return at;
    // Too short for a secret, but not for the beginning of one.
    if (end == End::nothing) return size;
    while (at < size && !look_at(text.substr(at), end).may_go_on) ++at;
    return at;
}

// The index of the first needle that begins as the text does, if there is one.
std::size_t Redactor::first_like(std::string_view text) const {
    if (text.size() >= min_length) {
        const auto found = std::lower_bound(keys_.begin(), keys_.end(), key_of(text));
        return static_cast<std::size_t>(found - keys_.begin());
    }
    const auto before = [](const SecretForm& needle, std::string_view wanted) {
        return needle.text < wanted;
    };
    const auto found = std::lower_bound(needles_.begin(), needles_.end(), text, before);
    return static_cast<std::size_t>(found - needles_.begin());
}

Redactor::Finding Redactor::look_at(std::string_view text, End end) const {
    const auto beginning = text.substr(0, min_length);
    Finding finding;
    for (auto i = first_like(text); i < needles_.size() && needles_[i].text.starts_with(beginning); ++i) {
        const auto [whole, runs_out, length] = fit(needles_[i], text);
        if (whole) finding.length = std::max(finding.length, length);
        if (runs_out && end != End::nothing) return {0, true};
    }
    return finding;
}

}  // namespace wheels
