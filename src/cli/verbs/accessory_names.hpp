#pragma once

#include <string>
#include <vector>

#include "cli/context.hpp"

namespace wheels::cli {

/// The accessories that are asked for, as verb::Accessory… has them: none, for `all`.
std::vector<std::string> accessory_names(const Context& context);
/// `accessory db`, `accessories db, redis`, `all accessories`
std::string accessories_in_words(const std::vector<std::string>& names);

}  // namespace wheels::cli
