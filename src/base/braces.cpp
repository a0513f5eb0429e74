#include "base/braces.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"
#include "wheels/error.hpp"

namespace wheels::braces {
namespace {

// Where the brace at `open` is closed; npos: nowhere.
std::size_t partner(std::string_view pattern, std::size_t open) {
    int depth = 0;
    for (std::size_t i = open; i < pattern.size(); ++i) {
        if (pattern[i] == '{') ++depth;
        if (pattern[i] == '}' && --depth == 0) return i;
    }
    return std::string_view::npos;
}

}  // namespace

std::vector<std::string> split(std::string_view list) {
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto close = list[i] == '{' ? partner(list, i) : std::string_view::npos;
        if (close != std::string_view::npos) {
            parts.back() += list.substr(i, close + 1 - i);
            i = close;
        } else if (list[i] == ',') {
            parts.emplace_back();
        } else {
            parts.back() += list[i];
        }
    }
    return parts;
}

namespace {

// As many as a person would write, and not what fills the memory.
constexpr std::size_t most_patterns = 1000;

void expand_into(const std::string& pattern, const std::string& whole, std::vector<std::string>& patterns) {
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open + 1)) {
        const auto close = partner(pattern, open);
        if (close == std::string::npos) continue;
        for (const auto& choice : split(std::string_view(pattern).substr(open + 1, close - open - 1)))
            expand_into(pattern.substr(0, open) + choice + pattern.substr(close + 1), whole, patterns);
        return;
    }
    if (patterns.size() >= most_patterns)
        throw Error(ErrorKind::usage,
                    "a pattern stands for more than 1000 names: " + text::shorten(text::one_line(whole), 60),
                    "Say it with fewer braces, or with `*`.");
    patterns.push_back(pattern);
}

}  // namespace

std::vector<std::string> expand(const std::string& pattern) {
    if (std::count(pattern.begin(), pattern.end(), '{') > static_cast<std::ptrdiff_t>(most_patterns))
        throw Error(ErrorKind::usage, "a pattern has more than 1000 braces");
    std::vector<std::string> patterns;
    expand_into(pattern, pattern, patterns);
    return patterns;
}

}  // namespace wheels::braces
