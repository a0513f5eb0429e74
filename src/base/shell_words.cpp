#include "base/shell_words.hpp"

namespace wheels::shell {
namespace {

constexpr std::string_view blanks = " \t\n\v\f\r";
constexpr std::string_view escapable_in_quotes = "$`\"\\\n";

/// Reads from behind the quote up to the closing one, and gives the place behind that; npos: there is none.
std::size_t read_quoted(std::string_view line, std::size_t at, char quote, std::string& word) {
    for (; at < line.size() && line[at] != quote; ++at) {
        if (quote == '"' && line[at] == '\\' && at + 1 < line.size()) {
            ++at;
            if (escapable_in_quotes.find(line[at]) == std::string_view::npos) word += '\\';
        }
        word += line[at];
    }
    return at < line.size() ? at + 1 : std::string_view::npos;
}

}  // namespace

std::optional<std::vector<std::string>> ruby_words(std::string_view line) {
    std::vector<std::string> words;
    auto at = line.find_first_not_of(blanks);
    while (at != std::string_view::npos) {
        std::string word;
        while (at < line.size() && blanks.find(line[at]) == std::string_view::npos) {
            const char c = line[at];
            if (c == '\'' || c == '"') {
                at = read_quoted(line, at + 1, c, word);
                if (at == std::string_view::npos) return std::nullopt;
            } else {
                if (c == '\\' && at + 1 < line.size()) ++at;
                word += line[at++];
            }
        }
        words.push_back(std::move(word));
        at = line.find_first_not_of(blanks, at);
    }
    return words;
}

}  // namespace wheels::shell
