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

std::string Redactor::redact(std::string_view text) const {
    // One pass from left to right: what was put in place of a secret is never looked at again.
    std::string clean;
    std::size_t at = 0;
    while (at < text.size()) {
        if (!begins_[static_cast<unsigned char>(text[at])]) {
            clean += text[at++];
            continue;
        }
        const auto found = std::find_if(needles_.begin(), needles_.end(), [&](const std::string& needle) {
            return text.compare(at, needle.size(), needle) == 0;
        });
        if (found == needles_.end()) {
            clean += text[at++];
        } else {
            clean += "[REDACTED]";
            at += found->size();
        }
    }
    return clean;
}

}  // namespace wheels
