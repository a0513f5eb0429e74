#include "base/secret_forms.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/base64.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels {
namespace {

constexpr std::string_view lower_digits = "0123456789abcdef";
constexpr std::string_view upper_digits = "0123456789ABCDEF";

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string with_backslashes(std::string_view text, std::string_view before) {
    std::string escaped;
    for (const char c : text) {
        if (before.find(c) != std::string_view::npos) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string with_letters(std::string text) {
    text = text::replace_all(std::move(text), "\n", "\\n");
    text = text::replace_all(std::move(text), "\r", "\\r");
    return text::replace_all(std::move(text), "\t", "\\t");
}

std::string unicode_escape(std::uint32_t unit) {
    std::string escape = "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) escape += lower_digits[(unit >> shift) & 0xfU];
    return escape;
}

// A well-formed character as JSON writes it in ASCII: beyond 16 bits in two halves.
std::string unicode_escapes(std::string_view character) {
    auto code = static_cast<std::uint32_t>(static_cast<unsigned char>(character[0]));
    if (character.size() > 1) code &= 0xffU >> (character.size() + 1);
    for (const char c : character.substr(1)) code = code << 6U | (static_cast<unsigned char>(c) & 0x3fU);
    if (code < 0x10000) return unicode_escape(code);
    code -= 0x10000;
    return unicode_escape(0xd800 + (code >> 10U)) + unicode_escape(0xdc00 + (code & 0x3ffU));
}

/// How writers of JSON differ.
struct JsonStyle {
    std::string_view as_code;  ///< Characters that become `\u00XX`, as Go and Rails have it.
    bool ascii = false;        ///< Everything beyond ASCII does, as in Python and PHP.
    bool slash = false;        ///< `\/`, as in PHP.
};

std::string json_escape(std::string_view text, const JsonStyle& style) {
    constexpr std::string_view named = "\b\f\n\r\t\"\\";
    constexpr std::string_view letters = "bfnrt\"\\";
    std::string escaped;
    while (!text.empty()) {
        const auto length = std::max<std::size_t>(1, text::utf8_length(text));
        const auto character = text.substr(0, length);
        const char c = text[0];
        text.remove_prefix(length);
        const auto name = named.find(c);
        const bool control = static_cast<unsigned char>(c) < 0x20;
        if (name != std::string_view::npos) {
            escaped += {'\\', letters[name]};
        } else if (c == '/' && style.slash) {
            escaped += "\\/";
        } else if (control || style.as_code.find(c) != std::string_view::npos ||
                   (length > 1 && style.ascii)) {
            escaped += unicode_escapes(character);
        } else {
            escaped += character;
        }
    }
    return escaped;
}

std::string percent_encode(std::string_view text, std::string_view kept, std::string_view digits) {
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_alphanumeric(c) || kept.find(c) != std::string_view::npos) {
            encoded += c;
        } else {
            encoded += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
        }
    }
    return encoded;
}

std::string html_escape(std::string_view text, std::string_view quote, std::string_view apostrophe) {
    auto escaped = text::replace_all(std::string(text), "&", "&amp;");
    escaped = text::replace_all(std::move(escaped), "<", "&lt;");
    escaped = text::replace_all(std::move(escaped), ">", "&gt;");
    escaped = text::replace_all(std::move(escaped), "\"", quote);
    return text::replace_all(std::move(escaped), "'", apostrophe);
}

/// Collects the forms of one secret; the escaped ones first.
class Forms {
public:
    void add(std::string text, bool wraps = false) {
        // Most texts need no escape in most places.
        const bool known = !wraps && text == forms_[plain_].text;
        if (!known) forms_.push_back({std::move(text), wraps});
    }

    void add_escaped(std::string_view text) {
        plain_ = forms_.size();
        forms_.push_back({std::string(text), false});
        add_for_shells(text);
        add_for_json(text);
        add_for_urls(text);
        add(html_escape(text, "&quot;", "&#39;"));
        add(html_escape(text, "&#34;", "&#39;"));
        add(text::one_line(text));
        add(text::neutralise(text));
    }

    // As the whole of what is encoded, and as a part of it: then a character at either end may belong to a
    // neighbour as well.
    void add_base64(std::string_view text) {
        const auto whole = base64::encode(text);
        add_line_broken(whole);
        add(whole, true);
        add(url_safe(whole), true);
        for (std::size_t before = 0; before < 3; ++before) {
            auto bytes = std::string(before, '\0') + std::string(text);
            const auto from = (before * 8 + 5) / 6;
            const auto to = bytes.size() * 8 / 6;
            const auto part = base64::encode(bytes).substr(from, to - from);
            add_wrapping(part);
            add_wrapping(url_safe(part));
        }
    }

    std::vector<SecretForm> take() { return std::move(forms_); }

private:
    void add_for_shells(std::string_view text) {
        add(text::replace_all(std::string(text), "'", "'\\''"));
        add(text::replace_all(std::string(text), "'", "'\"'\"'"));
        const auto quoted = shell::double_quote(text);
        add(quoted.substr(1, quoted.size() - 2));
        add(with_backslashes(text, "\"\\$`"));
        add(shell::backslash_quote(text));
        add(shell::ruby_escape(text));
        add(text::replace_all(std::string(text), "\n", "\\n"));
        add(with_letters(std::string(text)));
        add(with_letters(with_backslashes(text, "'\\")));  // $'…', and Python
    }

    void add_for_json(std::string_view text) {
        const auto plain = json_escape(text, {"", false, false});
        add(plain);
        add(json_escape(plain, {"", false, false}));  // JSON that stands in JSON
        add(json_escape(text, {"<>&", false, false}));
        add(json_escape(text, {"", true, false}));
        add(json_escape(text, {"", false, true}));
        add(json_escape(text, {"", true, true}));
    }

    void add_for_urls(std::string_view text) {
        for (const auto kept :
             {"-_.~", "-_.", "-_.*", "-_.~!*'()", "-_.~$&+,;=", "-_.~/", "-_.~!$&'()*+,;=:/?@"}) {
            for (const auto digits : {upper_digits, lower_digits}) {
                auto encoded = percent_encode(text, kept, digits);
                add(text::replace_all(encoded, "%20", "+"));
                add(std::move(encoded));
            }
        }
    }

    static std::string url_safe(std::string text) {
        std::replace(text.begin(), text.end(), '+', '-');
        std::replace(text.begin(), text.end(), '/', '_');
        return text;
    }

    // A break may come so soon that what stands before it is too short to be recognised.
    void add_wrapping(const std::string& part) {
        constexpr std::size_t recognised = 4;
        constexpr std::size_t shortest = 12;
        add(part, true);
        for (std::size_t skip = 1; skip < recognised && part.size() >= shortest + skip; ++skip)
            add(part.substr(skip), true);
    }

    // The lines that tools make of it, each on its own: a build prints something in front of every one.
    void add_line_broken(const std::string& whole) {
        for (const std::size_t width : {60U, 64U, 76U}) {
            for (std::size_t at = 0; whole.size() > width && at < whole.size(); at += width)
                add(whole.substr(at, width));
        }
    }

    std::vector<SecretForm> forms_;
    std::size_t plain_ = 0;  ///< The one whose forms are added now.
};

// Of `scheme://user:password@host`; empty when it is none.
std::string_view password_in(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos || url.find_first_of(" \n") != std::string_view::npos) return {};
    auto authority = url.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    const auto at = authority.rfind('@');
    const auto colon = authority.find(':');
    if (at == std::string_view::npos || colon >= at) return {};
    return authority.substr(colon + 1, at - colon - 1);
}

}  // namespace

std::vector<SecretForm> secret_forms(std::string_view secret) {
    Forms forms;
    const auto trimmed = text::trim(secret);
    forms.add_escaped(secret);
    forms.add_base64(secret);
    if (trimmed.size() != secret.size()) {
        forms.add_escaped(trimmed);
        forms.add_base64(trimmed);
    }
    const auto lines = text::split(secret, '\n');
    if (lines.size() > 1) {
        for (const auto& line : lines) forms.add_escaped(text::trim(line));
    }
    if (const auto password = password_in(trimmed); !password.empty()) {
        forms.add_escaped(password);
        forms.add_base64(password);
    }
    return forms.take();
}

}  // namespace wheels
