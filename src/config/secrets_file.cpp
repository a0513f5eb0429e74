#include "config/secrets_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace wheels::config {
namespace {

bool is_key_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool is_variable_char(char c) {
    return is_key_char(c) && c != '.';
}

// Length of the `(…)` that `text` begins with, nested and quoted parentheses counted; 0 when it is not
// closed.
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
        if (length > 0) {
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
            parts.push_back(std::move(variable));
        }
        text = rest.substr(end + close);
    }
    return parts;
}

// dotenv: a backslash goes, but in front of a dollar sign.
std::string unescape(std::string_view text) {
    std::string done;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool drops =
            text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '$' && text[i + 1] != '\n';
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

class Parser {
public:
    Parser(const std::shared_ptr<const std::string>& file, std::string_view text, Findings& findings)
        : file_(file), text_(text), findings_(findings) {}

    std::vector<SecretLine> parse() {
        while (at_ < text_.size()) {
            const auto start = at_;
            if (!take_assignment()) {
                at_ = start;
                skip_line();
            }
        }
        return std::move(lines_);
    }

private:
    char peek() const { return at_ < text_.size() ? text_[at_] : '\n'; }
    bool at_end_of_line() const { return peek() == '\n'; }
    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }

    Mark mark_of(std::size_t offset) const {
        const auto before = text_.substr(0, offset);
        const auto start = before.rfind('\n');
        Mark mark;
        mark.file = file_;
        mark.line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
        mark.column = offset - (start == std::string_view::npos ? 0 : start + 1) + 1;
        return mark;
    }

    void skip_line() {
        const auto end = text_.find('\n', at_);
        const auto line = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
        const auto content = text::trim(line);
        if (!content.empty() && content[0] != '#') {
            findings_.warning(mark_of(at_), "", "this line is no NAME=value and is left out");
        }
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
    }

    // What comes behind a value: blanks, a comment, the end of the line.
    bool take_end() {
        skip_blanks();
        if (peek() == '#') {
            while (!at_end_of_line()) ++at_;
        }
        if (!at_end_of_line()) return false;
        if (at_ < text_.size()) ++at_;
        return true;
    }

    bool take_assignment() {
        skip_blanks();
        bool exported = false;
        constexpr std::string_view word = "export";
        if (text_.substr(at_, word.size()) == word && at_ + word.size() < text_.size() &&
            (text_[at_ + word.size()] == ' ' || text_[at_ + word.size()] == '\t')) {
            exported = true;
            at_ += word.size();
            skip_blanks();
        }
        SecretLine line;
        line.mark = mark_of(at_);
        while (at_ < text_.size() && is_key_char(text_[at_])) line.name += text_[at_++];
        if (line.name.empty()) return false;
        bool separated = false;
        const auto after_name = at_;
        skip_blanks();
        if (peek() == '=') {
            separated = true;
            ++at_;
        } else {
            at_ = after_name;
            if (peek() == ':' && at_ + 1 < text_.size() &&
                (text_[at_ + 1] == ' ' || text_[at_ + 1] == '\t')) {
                separated = true;
                ++at_;
            }
        }
        skip_blanks();
        if (separated && !take_value(line)) return false;
        if (!take_end()) return false;
        if (exported && line.value.empty() && !is_known(line.name)) {
            findings_.problem(line.mark, line.name,
                              "is exported, but has no value: write export " + line.name + "=…");
        }
        lines_.push_back(std::move(line));
        return true;
    }

    bool is_known(const std::string& name) const {
        return std::any_of(lines_.begin(), lines_.end(), [&](const SecretLine& l) { return l.name == name; });
    }

    bool take_value(SecretLine& line) {
        const auto start = at_;
        const char quote = peek();
        if (quote == '\'' || quote == '"') {
            if (take_quoted(line, quote)) {
                const auto after = at_;
                if (take_end()) {
                    at_ = after;
                    return true;
                }
            }
            at_ = start;
            line.value.clear();
        }
        return take_bare(line);
    }

    bool take_quoted(SecretLine& line, char quote) {
        auto end = at_ + 1;
        while (end < text_.size() && text_[end] != quote) {
            if (quote == '"' && text_[end] == '$' && end + 1 < text_.size() && text_[end + 1] == '(') {
                // A quote of a command does not end the value; a command that is not closed is none.
                const auto length = quoted_command_length(text_.substr(end + 1));
                if (length > 0) {
                    end += length + 1;
                    continue;
                }
            }
            const bool escaped = text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] == quote;
            end += escaped ? 2 : 1;
        }
        if (end >= text_.size()) return false;
        const auto inside = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        if (quote == '\'') {
            if (!inside.empty()) add_literal(line.value, inside);
        } else {
            line.value = split_value(unescape(keep_line_escapes(std::string(inside))), true);
        }
        return true;
    }

    // The `(…)` of a command in double quotes, when it is closed on the same line.
    static std::size_t quoted_command_length(std::string_view text) {
        return parenthesis_length(text.substr(0, text.find('\n')));
    }

    bool take_bare(SecretLine& line) {
        const auto start = at_;
        while (!at_end_of_line() && peek() != '#') {
            if (peek() == '$' && at_ + 1 < text_.size() && text_[at_ + 1] == '(') {
                const auto length = parenthesis_length(text_.substr(at_ + 1));
                if (length > 0) {
                    at_ += length + 1;
                    continue;
                }
            }
            ++at_;
        }
        const auto bare = text::trim(text_.substr(start, at_ - start));
        line.value = split_value(unescape(bare), true);
        return true;
    }

    const std::shared_ptr<const std::string>& file_;
    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<SecretLine> lines_;
    Findings& findings_;
};

}  // namespace

std::vector<SecretLine> parse_secrets(const std::shared_ptr<const std::string>& file,
                                      std::string_view text,
                                      Findings& findings) {
    auto unix_lines = text::replace_all(std::string(text), "\r\n", "\n");
    std::replace(unix_lines.begin(), unix_lines.end(), '\r', '\n');
    return Parser(file, unix_lines, findings).parse();
}

}  // namespace wheels::config
