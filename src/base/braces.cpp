#include "base/braces.hpp"

#include <cstddef>

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

std::vector<std::string> expand(const std::string& pattern) {
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open + 1)) {
        const auto close = partner(pattern, open);
        if (close == std::string::npos) continue;
        std::vector<std::string> expanded;
        for (const auto& choice : split(std::string_view(pattern).substr(open + 1, close - open - 1))) {
            for (auto& rest : expand(pattern.substr(0, open) + choice + pattern.substr(close + 1)))
                expanded.push_back(std::move(rest));
        }
        return expanded;
    }
    return {pattern};
}

}  // namespace wheels::braces
