#include "cli/pages.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"

namespace wheels::cli {
namespace {

// How deep a heading is; 0: no heading.
std::size_t depth_of(const std::string& line) {
    const auto depth = line.find_first_not_of('#');
    return depth != std::string::npos && depth < line.size() && line[depth] == ' ' ? depth : 0;
}

// `## Proxy` and `` ## `proxy` `` are `proxy`, `## Exit status` is `exit-status`.
std::string name_of(const std::string& heading) {
    std::string name;
    for (const char c : text::trim(std::string_view(heading).substr(depth_of(heading)))) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '_') {
            name += static_cast<char>(std::tolower(byte));
        } else if ((c == ' ' || c == '-') && !name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (name.ends_with('-')) name.pop_back();
    return name;
}

// The lines of a page with what is in code blocks marked, where `#` is no heading.
template <typename Visit>
void each_line(std::string_view page, Visit visit) {
    bool code = false;
    for (const auto& line : text::lines(page)) {
        if (line.starts_with("```")) code = !code;
        visit(line, code || line.starts_with("    "));
    }
}

std::string chapter(std::string_view page, std::string_view name) {
    std::string found;
    std::size_t depth = 0;
    each_line(page, [&](const std::string& line, bool code) {
        const auto here = code ? 0 : depth_of(line);
        if (depth > 0 && here > 0 && here <= depth) depth = 100;  // past its end
        if (depth == 0 && here > 1 && name_of(line) == name) depth = here;
        if (depth > 0 && depth < 100) found += line + "\n";
    });
    return found;
}

}  // namespace

std::optional<std::string> page_named(std::span<const Page> all, std::string_view name) {
    for (const auto& page : all) {
        if (page.name == name) return std::string(page.text);
    }
    return std::nullopt;
}

std::optional<std::string> section(std::span<const Page> all, std::string_view name) {
    if (auto page = page_named(all, name)) return page;
    for (const auto& page : all) {
        if (auto found = chapter(page.text, name); !found.empty()) return found;
    }
    return std::nullopt;
}

std::vector<std::string> section_names(std::span<const Page> all) {
    std::vector<std::string> names;
    for (const auto& page : all) {
        names.emplace_back(page.name);
        each_line(page.text, [&](const std::string& line, bool code) {
            if (!code && depth_of(line) > 1) names.push_back(name_of(line));
        });
    }
    return names;
}

}  // namespace wheels::cli
