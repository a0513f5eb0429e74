#include "ssh_config/words.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace wheels::ssh_config {
namespace {

constexpr std::string_view space = " \t\r\n";

std::string_view without_leading_space(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(space), text.size()));
    return text;
}

}  // namespace

bool same_word(std::string_view one, std::string_view other) {
    return text::lower(one) == text::lower(other);
}

// OpenSSH: readconf.c, process_config_line, and misc.c, strdelim. A keyword may have a part of it quoted, and
// one whose quote is not closed makes the whole line nothing.
std::optional<Line> split_line(std::string_view line) {
    line = line.substr(0, line.find('\0'));
    const auto last = line.find_last_not_of(" \t\r\n\f");
    if (last == std::string_view::npos) return std::nullopt;
    line = without_leading_space(line.substr(0, last + 1));

    Line found;
    const auto end = std::min(line.find_first_of(" \t\r\n\"="), line.size());
    found.keyword = line.substr(0, end);
    auto rest = line.substr(end);
    if (rest.starts_with('"')) {
        const auto closing = rest.find('"', 1);
        if (closing == std::string_view::npos) return std::nullopt;
        found.keyword += rest.substr(1, closing - 1);
        rest = without_leading_space(rest.substr(closing + 1));
    } else {
        const bool equals = rest.starts_with('=');
        if (!rest.empty()) rest = without_leading_space(rest.substr(1));
        if (!equals && rest.starts_with('=')) rest = without_leading_space(rest.substr(1));
    }
    if (found.keyword.empty() || found.keyword.front() == '#') return std::nullopt;
    found.keyword = text::lower(found.keyword);
    found.rest = rest;
    return found;
}

// OpenSSH: misc.c, argv_split.
std::optional<std::vector<std::string>> split_words(std::string_view rest) {
    std::vector<std::string> words;
    std::size_t i = 0;
    while (i < rest.size()) {
        if (rest[i] == ' ' || rest[i] == '\t') {
            ++i;
            continue;
        }
        if (rest[i] == '#') break;
        std::string word;
        char quote = 0;
        for (; i < rest.size(); ++i) {
            const char c = rest[i];
            const char next = i + 1 < rest.size() ? rest[i + 1] : '\0';
            if (c == '\\' && (next == '\'' || next == '"' || next == '\\' || (quote == 0 && next == ' '))) {
                word += next;
                ++i;
            } else if (quote == 0 && (c == ' ' || c == '\t')) {
                break;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word += c;
            }
        }
        if (quote != 0) return std::nullopt;
        words.push_back(std::move(word));
    }
    return words;
}

}  // namespace wheels::ssh_config
