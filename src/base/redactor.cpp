#include "base/redactor.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels {
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
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    needles_.erase(std::unique(needles_.begin(), needles_.end()), needles_.end());
    for (const auto& needle : needles_) begins_[static_cast<unsigned char>(needle[0])] = true;
}

// The longest secret that `text` starts with.
const std::string* Redactor::match(std::string_view text) const {
    const auto found = std::find_if(needles_.begin(), needles_.end(), [&](const std::string& needle) {
        return text.compare(0, needle.size(), needle) == 0;
    });
    return found == needles_.end() ? nullptr : &*found;
}

// Whether more text could make a secret, or a longer one, out of `text`.
bool Redactor::may_begin(std::string_view text) const {
    return std::any_of(needles_.begin(), needles_.end(), [&](const std::string& needle) {
        return needle.size() > text.size() && needle.compare(0, text.size(), text) == 0;
    });
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
    // One pass from left to right: what was put in place of a secret is never looked at again.
    std::string clean;
    std::size_t at = 0;
    while (at < text.size()) {
        if (!begins_[static_cast<unsigned char>(text[at])]) {
            clean += text[at++];
            continue;
        }
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
