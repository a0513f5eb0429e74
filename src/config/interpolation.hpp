#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/tree.hpp"

namespace wheels::config {

/// What `${NAME}` stands for.
struct Replacement {
    std::string text;
    bool secret = false;  ///< It comes from the secrets files.
};
/// Nothing when the name is not known.
using Lookup = std::function<std::optional<Replacement>(const std::string& name)>;

/// Replaces `${NAME}` in the texts (not the keys) below `tree`; `$${` is a literal `${`. What is not known
/// stays, and is noted as `unset`: what that means depends on the key. The variables that every shell has are
/// never touched.
void interpolate(Tree& tree, const Lookup& lookup);

/// The names that interpolate() would look up.
std::vector<std::string> interpolated_names(const Tree& tree);

/// Variables that are left to the host's shell whatever they are set to here.
bool is_shell_variable(std::string_view name);

}  // namespace wheels::config
