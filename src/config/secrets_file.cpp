#include "config/secrets_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "config/secret_text.hpp"

namespace wheels::config {
namespace {

bool is_key_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
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
            findings_.warning(
                mark_of(at_), "",
                has_dashed_name(content)
                    ? "the name in this line has a `-`, which cannot be: use `_`; it is left out"
                    : "this line is no NAME=value and is left out");
        }
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
    }

    // The line itself is not shown: it may be a part of a secret.
    static bool has_dashed_name(std::string_view line) {
        const auto name = text::trim(line.substr(0, line.find('=')));
        return name.size() < line.size() && name.find('-') != std::string_view::npos &&
               std::all_of(name.begin(), name.end(), [](char c) { return is_key_char(c) || c == '-'; });
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
        bool has_value = false;
        if (take_separator()) {
            const auto start = at_;
            skip_blanks();
            line.value = take_value(line);
            has_value = at_ > start;  // which blanks are, too
        }
        if (!take_end()) return false;
        check_variables(line.value, line);
        if (exported && !has_value) {
            if (is_known(line.name)) return true;  // it stays what it is
            findings_.problem(line.mark, line.name,
                              "is exported, but has no value: write export " + line.name + "=…");
        }
        lines_.push_back(std::move(line));
        return true;
    }

    void check_variables(const std::vector<SecretPart>& parts, const SecretLine& line) {
        for (const auto& part : parts) {
            if (part.unclear) {
                findings_.problem(line.mark, line.name,
                                  "${" + part.text +
                                      "} can have nothing but the name in its braces: let a "
                                      "shell do the rest, as in $(echo \"\\${" +
                                      part.text + ":-VALUE}\")");
                return;
            }
            check_variables(part.parts, line);
        }
    }

    // `=` behind blanks, or a colon with a blank behind it.
    bool take_separator() {
        const auto after_name = at_;
        skip_blanks();
        if (peek() == '=') {
            ++at_;
            return true;
        }
        at_ = after_name;
        const auto next = text_.substr(at_, 2);
        if (next == ": " || next == ":\t") {
            ++at_;
            return true;
        }
        skip_blanks();
        return false;
    }

    bool is_known(const std::string& name) const {
        return std::any_of(lines_.begin(), lines_.end(), [&](const SecretLine& l) { return l.name == name; });
    }

    // In quotes, over several lines if need be, when nothing but a comment follows; else the rest of the
    // line.
    std::vector<SecretPart> take_value(const SecretLine& line) {
        const char quote = peek();
        if (quote == '\'' || quote == '"') {
            for (const auto end : closing_quotes(quote)) {
                const auto inside = text_.substr(at_ + 1, end - at_ - 1);
                if (!ends_behind(end)) continue;
                if (quote == '"') warn_of_command(inside, line);
                at_ = end + 1;
                return quoted_value(inside, quote);
            }
            warn_of_quote(quote, line);
        }
        return take_bare(line);
    }

    // What dotenv takes as it stands, although it was meant to be run.
    void warn_of_command(std::string_view value, const SecretLine& line) {
        if (value.size() > 2 && value.starts_with('`') && value.ends_with('`')) {
            findings_.warning(line.mark, line.name,
                              "is no command in backticks, but a value: write $(COMMAND) to have it run");
        } else if (has_unclosed_command(value)) {
            findings_.warning(line.mark, line.name,
                              "has a $( that is never closed: it is taken as a part of the value");
        }
    }

    void warn_of_quote(char quote, const SecretLine& line) {
        const auto rest = text::trim(text_.substr(at_, text_.find('\n', at_) - at_));
        if (rest.size() > 1 && rest.ends_with(quote)) return;  // dotenv takes that for quoted
        findings_.warning(
            line.mark, line.name,
            closing_quotes(quote).empty()
                ? "begins with a quote that is never closed: it is taken as a part of the value"
                : "goes on behind its closing quote: the quotes are taken as a part of the value");
    }

    bool ends_behind(std::size_t quote) {
        const auto start = at_;
        at_ = quote + 1;
        const bool ends = take_end();
        at_ = start;
        return ends;
    }

    // Where a quoted value that begins here may end: at the first quote without a backslash, else at one
    // with.
    std::vector<std::size_t> closing_quotes(char quote) const {
        std::vector<std::size_t> escaped_quotes;
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
            if (escaped) escaped_quotes.push_back(end + 1);
            end += escaped ? 2 : 1;
        }
        if (end < text_.size()) escaped_quotes.push_back(end);
        return {escaped_quotes.rbegin(), escaped_quotes.rend()};
    }

    // The `(…)` of a command in double quotes, when it is closed on the same line.
    static std::size_t quoted_command_length(std::string_view text) {
        return parenthesis_length(text.substr(0, text.find('\n')));
    }

    std::vector<SecretPart> take_bare(const SecretLine& line) {
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
        const auto value = text::trim(text_.substr(start, at_ - start));
        if (!value.starts_with('\'')) warn_of_command(value, line);
        return bare_value(value);
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
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);  // a byte order mark
    auto unix_lines = text::replace_all(std::string(text), "\r\n", "\n");
    std::replace(unix_lines.begin(), unix_lines.end(), '\r', '\n');
    return Parser(file, unix_lines, findings).parse();
}

}  // namespace wheels::config
