#include "base/shell.hpp"

#include <algorithm>
#include <cctype>

namespace wheels::shell {
namespace {

bool is_bare(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-+=./:,@%^").find(c) != std::string_view::npos;
}

}  // namespace

std::string quote(std::string_view word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_bare)) return std::string(word);
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'') {
            quoted += "'\\''";
        } else {
            quoted += c;
        }
    }
    return quoted + "'";
}

std::string backslash_quote(std::string_view word) {
    if (word.empty()) return "''";
    std::string quoted;
    for (const char c : word) {
        const bool is_safe = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                             std::string_view("_-.,:+/@").find(c) != std::string_view::npos;
        // The first byte of a character beyond ASCII gets the backslash, the others belong to it.
        const bool continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
        if (c == '\n') {
            quoted += "'\n'";
            continue;
        }
        if (!is_safe && !continues) quoted += '\\';
        quoted += c;
    }
    return quoted;
}

std::string join(const std::vector<std::string>& words) {
    std::string line;
    for (const auto& word : words) {
        if (!line.empty()) line += ' ';
        line += quote(word);
    }
    return line;
}

std::optional<std::vector<std::string>> split_words(std::string_view line) {
    std::vector<std::string> words;
    std::string word;
    bool in_word = false;
    char quoted_by = '\0';
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted_by == '\'') {
            if (c == quoted_by) {
                quoted_by = '\0';
            } else {
                word += c;
            }
        } else if (c == '\\') {
            if (i + 1 == line.size()) return std::nullopt;
            if (line[i + 1] == '\n') {  // the line goes on
                ++i;
                continue;
            }
            const bool kept =
                quoted_by == '"' && std::string_view("\\\"$`\n").find(line[i + 1]) == std::string_view::npos;
            if (kept) word += c;
            word += line[++i];
            in_word = true;
        } else if (c == '`' || c == '$') {
            return std::nullopt;
        } else if (quoted_by == '"') {
            if (c == quoted_by) {
                quoted_by = '\0';
            } else {
                word += c;
            }
        } else if (c == '"' || c == '\'') {
            quoted_by = c;
            in_word = true;
        } else if (c == ' ' || c == '\t') {
            if (in_word) words.push_back(std::move(word));
            word.clear();
            in_word = false;
        } else if (std::string_view("|&;<>()*?[]{}#~\n").find(c) != std::string_view::npos) {
            return std::nullopt;
        } else {
            word += c;
            in_word = true;
        }
    }
    if (quoted_by != '\0') return std::nullopt;
    if (in_word) words.push_back(std::move(word));
    return words;
}

std::string ruby_escape(std::string_view value) {
    constexpr std::string_view names = "\a\b\t\n\v\f\r\x1b";
    constexpr std::string_view letters = "abtnvfre";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string escaped;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const auto byte = static_cast<unsigned char>(c);
        if (const auto at = names.find(c); at != std::string_view::npos) {
            escaped += {'\\', letters[at]};
        } else if (byte < 0x20 || byte == 0x7f) {
            escaped += {'\\', 'x', digits[byte >> 4U], digits[byte & 0xfU]};
        } else if (c == '"' || c == '\\') {
            escaped += {'\\', c};
        } else if (c == '#' && value.substr(i + 1).find_first_of("{$@") == 0) {
            escaped += "\\#";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

std::string double_quote(std::string_view value) {
    const auto escaped = ruby_escape(value);
    std::string quoted = "\"";
    for (std::size_t i = 0; i < escaped.size(); ++i) {
        const char c = escaped[i];
        const bool expands = escaped.compare(i, 2, "${") == 0 && escaped.find('}', i) != std::string::npos;
        if (c == '`' || (c == '$' && !expands)) quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::string quote_expandable(std::string_view word) {
    std::string quoted;
    if (word.substr(0, 2) == "~/") {
        quoted = "~/";
        word.remove_prefix(2);
    }
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_bare)) return quoted + std::string(word);
    quoted += '"';
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char c = word[i];
        const bool literal_dollar = c == '$' && word.substr(i + 1, 1) == "(";
        if (c == '"' || c == '\\' || c == '`' || literal_dollar) quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

}  // namespace wheels::shell
