#include "cli/verbs/accessory_names.hpp"

#include "base/text.hpp"

namespace wheels::cli {

std::vector<std::string> accessory_names(const Context& context) {
    const auto& names = context.asked.arguments;
    return text::contains(names, "all") ? std::vector<std::string>() : names;
}

std::string accessories_in_words(const std::vector<std::string>& names) {
    if (names.empty()) return "all accessories";
    return (names.size() == 1 ? "accessory " : "accessories ") + text::join(names, ", ");
}

}  // namespace wheels::cli
