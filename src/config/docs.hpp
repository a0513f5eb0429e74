#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::config {

/// The sections that `wheels deploy docs SECTION` knows, in the order in which to list them. The first one is
/// shown when none is named.
std::vector<std::string_view> docs_sections();

/// The keys of a section with what they mean, as commented YAML that could stand in deploy.yml. Nothing when
/// there is no such section.
std::optional<std::string> docs(std::string_view section);

}  // namespace wheels::config
