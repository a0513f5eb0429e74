#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/findings.hpp"
#include "config/tree.hpp"

namespace wheels::config {

/// The text of a file as it goes into the YAML parser.
struct SourceText {
    std::shared_ptr<const std::string> file;  ///< As the user wrote the path.
    std::string text;
    std::vector<std::size_t> line_of;  ///< Line of the file for every line of `text`; empty: the same.
    bool is_whole = true;              ///< False: what could not be rendered is missing, and has been blamed.
};

/// Parses YAML 1.1 with anchors and merge keys. What is wrong goes to `findings`; the tree is empty then, as
/// it is for a text that is not whole. Duplicate keys: the last one wins, with a warning. Never throws for
/// any input; bounded in depth and size.
Tree parse_yaml(const SourceText& source, Findings& findings);

}  // namespace wheels::config
