#include "scaffold/templates.hpp"

#include <algorithm>
#include <stdexcept>

namespace wheels::scaffold {
namespace {

std::string_view text_of(std::string_view name) {
    const auto all = templates();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
    if (found == all.end()) throw std::logic_error("there is no template " + std::string(name));
    return found->text;
}

}  // namespace

// From left to right: what a blank is filled with is not looked at again.
std::string filled_in(std::string_view name, const Blanks& blanks) {
    const auto text = text_of(name);
    std::string filled;
    std::size_t begin = 0;
    for (auto open = text.find("{{"); open != std::string_view::npos; open = text.find("{{", begin)) {
        const auto close = text.find("}}", open);
        const auto blank = text.substr(open + 2, close - open - 2);
        const auto value = blanks.find(blank);
        if (value == blanks.end()) throw std::logic_error("nobody fills in " + std::string(blank));
        filled.append(text.substr(begin, open - begin)).append(value->second);
        begin = close + 2;
    }
    return filled.append(text.substr(begin));
}

}  // namespace wheels::scaffold
