#include "playground/texts.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace wheels::playground {

std::string_view text_named(std::string_view name) {
    const auto all = texts();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Text& one) { return one.name == name; });
    if (found == all.end()) throw std::logic_error("there is no file " + std::string(name));
    return found->text;
}

}  // namespace wheels::playground
