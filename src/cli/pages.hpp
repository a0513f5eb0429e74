#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::cli {

/// A page of docs/ that is built in.
struct Page {
    std::string_view name;  ///< `hooks`
    std::string_view text;  ///< Markdown.
};

/// Generated from docs/ by tools/embed_texts.py.
std::span<const Page> pages();

/// The whole page of that name.
std::optional<std::string> page_named(std::span<const Page> all, std::string_view name);

/// What `docs SECTION` shows: the page of that name, or else the chapter with that heading of any page
/// (`proxy`).
std::optional<std::string> section(std::span<const Page> all, std::string_view name);
/// Everything that `section` finds: names of pages, and headings of their chapters.
std::vector<std::string> section_names(std::span<const Page> all);

}  // namespace wheels::cli
