#include "config/yaml_writer.hpp"

#include <cctype>

#include "base/text.hpp"
#include "config/scalar.hpp"

namespace wheels::config {
namespace {

constexpr std::size_t line_width = 80;

bool is_ascii_word(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_';
}

// What libyaml cannot write bare.
bool needs_quotes(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ') return true;
    if (std::string_view("#,[]{}&*!|>'\"%@`").find(text[0]) != std::string_view::npos) return true;
    const bool single = text.size() == 1 || text[1] == ' ' || text[1] == '\n';
    if ((text[0] == '-' || text[0] == '?' || text[0] == ':') && single) return true;
    if (text.rfind("---", 0) == 0 || text.rfind("...", 0) == 0) return true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool last = i + 1 == text.size();
        if (text[i] == ':' && (last || text[i + 1] == ' ')) return true;
        if (text[i] == '#' && i > 0 && text[i - 1] == ' ') return true;
    }
    return false;
}

bool has_unprintable(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n') || byte == 0x7f) return true;
    }
    return false;
}

std::string double_quoted(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string quoted = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (c == '\n') {
            quoted += "\\n";
        } else if (c == '\t') {
            quoted += "\\t";
        } else if (c == '\r') {
            quoted += "\\r";
        } else if (byte < 0x20 || byte == 0x7f) {
            quoted += "\\x";
            quoted += digits[byte >> 4U];
            quoted += digits[byte & 0xfU];
        } else {
            quoted += c;
        }
    }
    return quoted + "\"";
}

std::string single_quoted(std::string_view text) {
    return "'" + text::replace_all(std::string(text), "'", "''") + "'";
}

std::string block(std::string_view text, std::size_t indent) {
    std::string written = "|";
    if (text[0] == ' ') written += '2';
    if (text.back() != '\n') written += '-';
    if (text.size() > 1 && text.substr(text.size() - 2) == "\n\n") written += '+';
    for (const auto& line : text::lines(text)) {
        written += '\n';
        if (!line.empty()) written += std::string(indent + 2, ' ') + line;
    }
    return written;
}

// psych: a text that begins with a sign and holds no quote is written in double quotes.
bool begins_with_sign(std::string_view text) {
    return !text.empty() && !is_ascii_word(text[0]) && text.size() > 1 &&
           text.find('"') == std::string_view::npos;
}

// Breaks a bare text at blanks once the line is full, as libyaml does.
std::string folded(std::string_view text, std::size_t indent) {
    std::string written;
    std::size_t column = indent;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool between = i > 0 && i + 1 < text.size() && text[i - 1] != ' ' && text[i + 1] != ' ';
        if (text[i] == ' ' && column > line_width && between) {
            written += '\n' + std::string(indent + 2, ' ');
            column = indent + 2;
            continue;
        }
        written += text[i];
        ++column;
    }
    return written;
}

std::string scalar(const Tree& tree, std::size_t indent) {
    if (!tree.secrets.empty()) return "\"[REDACTED]\"";
    if (tree.is_null()) return "";
    const bool symbol = tree.plain && tree.kind == Tree::Kind::text && !tree.interpolated &&
                        tree.written.size() > 1 && tree.written[0] == ':';
    if (tree.kind != Tree::Kind::text || symbol)
        return tree.kind == Tree::Kind::date ? tree.written : (symbol ? ":" : "") + tree.text;
    return yaml_text(tree.text, indent);
}

std::string map_lines(const Tree& tree, std::size_t indent, bool first_inline) {
    std::string written;
    for (const auto& entry : tree.entries) {
        if (!written.empty() || !first_inline) written += std::string(indent, ' ');
        written += yaml_text(entry.key) + ":" + yaml_value(entry.value, indent);
    }
    return written;
}

}  // namespace

std::string yaml_text(std::string_view text, std::size_t indent) {
    if (text.empty()) return "''";
    const bool zero_led = text.size() > 1 && text[0] == '0';
    if (zero_led && text.find_first_not_of("0123456789") == std::string_view::npos)
        return single_quoted(text);
    const auto newline = text.find('\n');
    if (has_unprintable(text)) return double_quoted(text);
    if (newline != std::string_view::npos) {
        return newline + 1 < text.size() ? block(text, indent) : double_quoted(text);
    }
    if (text == "y" || text == "Y" || text == "n" || text == "N") return double_quoted(text);
    if (begins_with_sign(text) || (text.size() == 1 && !is_ascii_word(text[0]))) return double_quoted(text);
    if (read_plain_scalar(text).kind != Tree::Kind::text || (text[0] == ':' && text.size() > 1)) {
        return single_quoted(text);
    }
    return needs_quotes(text) ? single_quoted(text) : folded(text, indent);
}

std::string yaml_value(const Tree& tree, std::size_t indent) {
    if (tree.is_map()) {
        return tree.entries.empty() ? " {}\n" : "\n" + map_lines(tree, indent + 2, false);
    }
    if (!tree.is_list()) return " " + scalar(tree, indent) + "\n";
    if (tree.items.empty()) return " []\n";
    std::string written = "\n";
    const std::string margin(indent, ' ');
    for (const auto& item : tree.items) {
        if (item.is_map() && !item.entries.empty()) {
            written += margin + "- " + map_lines(item, indent + 2, true);
        } else {
            written += margin + "-" + yaml_value(item, indent + 2);
        }
    }
    return written;
}

}  // namespace wheels::config
