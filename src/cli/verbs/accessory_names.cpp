#include "cli/verbs/accessory_names.hpp"

#include "base/text.hpp"

namespace wheels::cli {

std::vector<std::string> accessory_names(const Context& context) {
    const auto& names = context.asked.arguments;
    if (!text::contains(names, "all")) return names;
    if (names.size() > 1) {
        throw Error(ErrorKind::usage, "`all` stands for every accessory, and others are named beside it",
                    "Name those that are meant, or `all` alone.");
    }
    return {};
}

std::string accessories_in_words(const std::vector<std::string>& names) {
    if (names.empty()) return "all accessories";
    return (names.size() == 1 ? "accessory " : "accessories ") + text::join(names, ", ");
}

}  // namespace wheels::cli
