#include "base/redactor.hpp"

#include <algorithm>

#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels {
namespace {

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = (group << 8U) | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out += i + j > bytes.size() ? '=' : alphabet[(group >> (18U - 6U * j)) & 0x3fU];
        }
    }
    return out;
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
        add(base64(text));
        add(text::replace_all(text, "'", "'\\''"));
        const auto quoted = shell::double_quote(text);
        add(quoted.substr(1, quoted.size() - 2));
        for (const auto& line : text::split(text, '\n')) add(std::string(text::trim(line)));
    }
    std::sort(needles_.begin(), needles_.end(), [](const auto& a, const auto& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    needles_.erase(std::unique(needles_.begin(), needles_.end()), needles_.end());
}

std::string Redactor::redact(std::string_view text) const {
    std::string clean(text);
    for (const auto& needle : needles_) clean = text::replace_all(std::move(clean), needle, "[REDACTED]");
    return clean;
}

}  // namespace wheels
