#include "config/secret_text.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"

namespace wheels::config {
namespace {

bool is_variable_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// What a shell knows behind the name in `${NAME…}`.
bool is_shell_operator(char c) {
    return std::string_view(":-+?=#%/^,@[").find(c) != std::string_view::npos;
}

void add_literal(std::vector<SecretPart>& parts, std::string_view text) {
    if (parts.empty() || parts.back().kind != SecretPart::Kind::literal) parts.emplace_back();
    parts.back().text += text;
}

// `$NAME`, `${NAME}` (dotenv does not mind a missing brace), `\$` for a dollar sign; commands when wanted.
std::vector<SecretPart> split_value(std::string_view text, bool commands) {
    std::vector<SecretPart> parts;
    while (!text.empty()) {
        const bool escaped = text.rfind("\\$", 0) == 0;
        const std::size_t dollar = escaped ? 1 : 0;
        if (text[dollar] != '$') {
            add_literal(parts, text.substr(0, 1));
            text.remove_prefix(1);
            continue;
        }
        const auto rest = text.substr(dollar + 1);
        const auto length = commands && rest.rfind('(', 0) == 0 ? parenthesis_length(rest) : 0;
        if (length > std::string_view("()").size()) {
            const auto inside = rest.substr(1, length - 2);
            if (escaped) {
                add_literal(parts, "$(");
                for (auto& part : split_value(inside, false)) parts.push_back(std::move(part));
                add_literal(parts, ")");
            } else {
                SecretPart command;
                command.kind = SecretPart::Kind::command;
                command.parts = split_value(inside, false);
                parts.push_back(std::move(command));
            }
            text = rest.substr(length);
            continue;
        }
        const std::size_t open = rest.rfind('{', 0) == 0 ? 1 : 0;
        std::size_t end = open;
        while (end < rest.size() && is_variable_char(rest[end])) ++end;
        const std::size_t close = end < rest.size() && rest[end] == '}' ? 1 : 0;
        if (escaped) {
            add_literal(parts, text.substr(1, 1 + end + close));
        } else if (end == open) {
            add_literal(parts, text.substr(0, 1 + end + close));
        } else {
            SecretPart variable;
            variable.kind = SecretPart::Kind::variable;
            variable.text = std::string(rest.substr(open, end - open));
            variable.unclear = open == 1 && end < rest.size() && is_shell_operator(rest[end]);
            parts.push_back(std::move(variable));
        }
        text = rest.substr(end + close);
    }
    return parts;
}

// dotenv: a backslash goes, but in front of a dollar sign. A command may go on in the next line, though.
std::string unescape(std::string_view text) {
    std::string done;
    std::size_t command_end = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i >= command_end && text.substr(i, 2) == "$(")
            command_end = i + 1 + parenthesis_length(text.substr(i + 1));
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '$';
        const bool drops = next != '$' && !(next == '\n' && i < command_end);
        if (drops) ++i;
        done += text[i];
    }
    return done;
}

// In double quotes `\n` and `\r` stay as they are written.
std::string keep_line_escapes(std::string text) {
    text = text::replace_all(std::move(text), "\\n", "\\\\n");
    return text::replace_all(std::move(text), "\\r", "\\\\r");
}

}  // namespace

std::size_t parenthesis_length(std::string_view text) {
    std::size_t depth = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && quote != '\'') {
            ++i;
        } else if (quote != '\0') {
            if (c == quote) quote = '\0';
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

bool has_unclosed_command(std::string_view text) {
    for (auto at = text.find("$("); at != std::string_view::npos; at = text.find("$(", at)) {
        const auto length = parenthesis_length(text.substr(at + 1));
        const bool escaped = at > 0 && text[at - 1] == '\\';
        if (length == 0 && !escaped) return true;
        at += std::max<std::size_t>(length, 1);
    }
    return false;
}

std::vector<SecretPart> quoted_value(std::string_view inside, char quote) {
    if (quote == '"') return split_value(unescape(keep_line_escapes(std::string(inside))), true);
    std::vector<SecretPart> literal;
    if (!inside.empty()) add_literal(literal, inside);
    return literal;
}

std::vector<SecretPart> bare_value(std::string_view text) {
    // dotenv: `"a" "b"` begins with a quote and ends with one, so it counts as quoted.
    const bool quoted = text.size() > 1 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0];
    if (quoted) return quoted_value(text.substr(1, text.size() - 2), text[0]);
    return split_value(unescape(text), true);
}

}  // namespace wheels::config
