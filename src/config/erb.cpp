#include "config/erb.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace wheels::config {
namespace {

// Takes `word` off the front of `text`, with blanks before it.
bool take(std::string_view& text, std::string_view word) {
    const auto start = text.find_first_not_of(" \t\n");
    if (start == std::string_view::npos || text.substr(start, word.size()) != word) return false;
    text.remove_prefix(start + word.size());
    return true;
}

// A Ruby string without escapes and interpolation, in either kind of quotes.
std::optional<std::string> take_string(std::string_view& text) {
    const char quote = take(text, "\"") ? '"' : take(text, "'") ? '\'' : '\0';
    if (quote == '\0') return std::nullopt;
    const auto end = text.find(quote);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string found(text.substr(0, end));
    if (found.find('\\') != std::string::npos || found.find("#{") != std::string::npos) return std::nullopt;
    text.remove_prefix(end + 1);
    return found;
}

// A string of its own, or a variable of the environment.
struct Term {
    std::optional<std::string> name;
    bool required = false;
    std::optional<std::string> fallback;
};

std::optional<Term> take_term(std::string_view& code) {
    Term call;
    if (auto literal = take_string(code)) {
        call.fallback = std::move(literal);
        return call;
    }
    if (!take(code, "ENV")) return std::nullopt;
    const bool fetch = take(code, ".fetch");
    const bool parenthesis = fetch && take(code, "(");
    if (!parenthesis && (fetch || !take(code, "["))) return std::nullopt;
    auto name = take_string(code);
    if (!name) return std::nullopt;
    call.name = std::move(*name);
    call.required = fetch;
    if (fetch && take(code, ",")) {
        call.fallback = take_string(code);
        if (!call.fallback) return std::nullopt;
    }
    if (!take(code, fetch ? ")" : "]")) return std::nullopt;
    return call;
}

// Terms joined by `+`; empty when it is any other Ruby.
std::vector<Term> read_terms(std::string_view code) {
    std::vector<Term> terms;
    do {
        auto term = take_term(code);
        if (!term) return {};
        terms.push_back(std::move(*term));
    } while (take(code, "+"));
    if (!text::trim(code).empty()) return {};
    return terms;
}

class Renderer {
public:
    Renderer(std::shared_ptr<const std::string> file,
             const std::map<std::string, std::string>& environment,
             Findings& findings,
             HashLines hash_lines)
        : environment_(environment), findings_(findings), hash_lines_(hash_lines) {
        done_.file = std::move(file);
        done_.line_of.push_back(1);
    }

    SourceText render(std::string_view text) {
        text_ = text;
        while (at_ < text_.size()) {
            if (begins_comment_line()) {
                const auto end = text_.find('\n', at_);
                copy(end == std::string_view::npos ? text_.size() - at_ : end + 1 - at_);
            } else if (text_.substr(at_, 3) == "<%%") {
                put("<%");
                skip(3);
            } else if (text_.substr(at_, 2) == "<%") {
                render_tag();
            } else {
                copy(1);
            }
        }
        return std::move(done_);
    }

private:
    bool begins_comment_line() const {
        if (at_ > 0 && text_[at_ - 1] != '\n') return false;
        if (hash_lines_ == HashLines::rendered) return false;
        const auto first = text_.find_first_not_of(" \t", at_);
        return first != std::string_view::npos && text_[first] == '#';
    }

    void copy(std::size_t count) {
        put(text_.substr(at_, count), true);
        skip(count);
    }

    // Text that comes from the file moves on in its lines, inserted text does not.
    void put(std::string_view text, bool from_file = false) {
        auto line = line_;
        for (const char c : text) {
            done_.text += c;
            if (c != '\n') continue;
            if (from_file) ++line;
            done_.line_of.push_back(line);
        }
    }

    void skip(std::size_t count) {
        const auto skipped = text_.substr(at_, count);
        line_ += static_cast<std::size_t>(std::count(skipped.begin(), skipped.end(), '\n'));
        at_ += count;
    }

    Mark this_machine() const {
        const auto start = at_ == 0 ? std::string_view::npos : text_.rfind('\n', at_ - 1);
        Mark mark;
        mark.file = done_.file;
        mark.line = line_;
        mark.column = at_ - (start == std::string_view::npos ? 0 : start + 1) + 1;
        return mark;
    }

    void blame(std::string text) {
        findings_.problem(this_machine(), "", std::move(text));
        done_.is_whole = false;
    }

    void render_tag() {
        const auto end = text_.find("%>", at_);
        if (end == std::string_view::npos) {
            blame("an ERB tag `<%` is not closed: end it with `%>`");
            return skip(text_.size() - at_);
        }
        auto code = text_.substr(at_ + 2, end - at_ - 2);
        const bool drops_newline = !code.empty() && code.back() == '-';
        if (drops_newline) code.remove_suffix(1);
        if (!code.empty() && code[0] == '-') {
            code.remove_prefix(1);
            while (!done_.text.empty() && (done_.text.back() == ' ' || done_.text.back() == '\t')) {
                done_.text.pop_back();
            }
        }
        if (code.empty() || code[0] != '#') render_code(code);
        skip(end + 2 - at_);
        if (drops_newline && at_ < text_.size() && text_[at_] == '\n') {
            skip(1);
            done_.line_of.back() = line_;
        }
    }

    void render_code(std::string_view code) {
        const auto terms = !code.empty() && code[0] == '=' ? read_terms(code.substr(1)) : std::vector<Term>();
        if (terms.empty()) {
            blame(
                "ERB is limited to <%= ENV[\"X\"] %>, <%= ENV.fetch(\"X\", \"default\") %> and "
                "<%# comments %>: for anything else use ${VAR}, or a $(command) in the secrets file");
            return;
        }
        for (const auto& term : terms) render_term(term);
    }

    void render_term(const Term& term) {
        const auto found = term.name ? environment_.find(*term.name) : environment_.end();
        if (found != environment_.end()) {
            put(found->second);
        } else if (term.fallback) {
            put(*term.fallback);
        } else if (term.required) {
            blame("ENV.fetch: " + *term.name + " is not set in the environment");
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    SourceText done_;
    const std::map<std::string, std::string>& environment_;
    Findings& findings_;
    HashLines hash_lines_;
};

}  // namespace

SourceText render_erb(std::shared_ptr<const std::string> file,
                      const std::string& text,
                      const std::map<std::string, std::string>& environment,
                      Findings& findings,
                      HashLines hash_lines) {
    if (text.find("<%") == std::string::npos) {
        SourceText plain;
        plain.file = std::move(file);
        plain.text = text;
        return plain;
    }
    return Renderer(std::move(file), environment, findings, hash_lines).render(text);
}

}  // namespace wheels::config
