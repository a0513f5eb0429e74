#include "config/not_supported_yet.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace wheels::config {
namespace {

// The one table: paths with `*` for any key. An entry goes when the effect of its key is there.
constexpr std::array<std::string_view, 1> unsupported{"output"};

Problem refusal(const Tree& tree, const std::string& path, std::string text) {
    Problem problem;
    if (tree.mark.file) problem.file = *tree.mark.file;
    problem.line = tree.mark.line;
    problem.column = tree.mark.column;
    problem.key = path;
    problem.text = std::move(text);
    return problem;
}

void collect(const Tree& tree,
             const std::vector<std::string>& parts,
             std::size_t at,
             const std::string& path,
             std::vector<Problem>& found) {
    if (at == parts.size()) {
        if (tree.is_blank()) return;  // `false` and nothing ask for no effect
        found.push_back(refusal(tree, path, "not supported yet: remove it to deploy"));
        return;
    }
    for (const auto& entry : tree.entries) {
        if (parts[at] != "*" && parts[at] != entry.key) continue;
        collect(entry.value, parts, at + 1, join_path(path, entry.key), found);
    }
}

}  // namespace

std::vector<Problem> not_supported_yet(const Tree& root) {
    std::vector<Problem> found;
    for (const auto pattern : unsupported) collect(root, text::split(pattern, '/'), 0, "", found);
    return found;
}

}  // namespace wheels::config
