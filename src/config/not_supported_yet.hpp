#pragma once

#include <vector>

#include "config/tree.hpp"
#include "wheels/error.hpp"

namespace wheels::config {

/// The keys of `root` that are read and checked, but whose effect is not built yet. A deploy is refused with
/// them, so that no key is ever ignored.
std::vector<Problem> not_supported_yet(const Tree& root);

}  // namespace wheels::config
