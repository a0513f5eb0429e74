#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/pages.hpp"
#include "wheels/documentation.hpp"

namespace wheels::cli {
namespace {

std::string contents() {
    std::string text = "Each of these can be shown by `wheels deploy docs NAME`.\n\nThe keys of deploy.yml\n";
    for (const auto& name : key_sections()) text += fmt::format("    {}\n", name);
    text += "\nPages and their chapters\n";
    for (const auto& page : pages()) {
        text += fmt::format("\n{}\n", page.name);
        for (const auto& name : section_names(std::span(&page, 1))) {
            if (name != page.name) text += fmt::format("    {}\n", name);
        }
    }
    return text;
}

Error no_such_section(const std::string& name) {
    auto names = section_names(pages());
    for (auto& section : key_sections()) names.push_back(std::move(section));
    const auto close = text::closest(name, std::vector<std::string_view>(names.begin(), names.end()));
    return Error(ErrorKind::usage, fmt::format("there is no documentation of {}", text::one_line(name)),
                 close.empty() ? "`wheels deploy docs` lists what there is."
                               : fmt::format("Did you mean `wheels deploy docs {}`?", close));
}

awaitable<void> run(Context& context) {
    if (context.asked.arguments.empty()) {
        context.result(contents());
        co_return;
    }
    const auto& name = context.asked.arguments.front();
    // The keys of deploy.yml come from the table that checks them; pages have what goes beyond one key.
    auto found = key_documentation(name);
    if (const auto page = page_named(pages(), name)) {
        found = found ? *found + "\n" + *page : *page;
    } else if (!found) {
        found = section(pages(), name);
    }
    if (!found) throw no_such_section(name);
    context.result(std::move(*found));
}

}  // namespace

extern const Verb docs_verb;
const Verb docs_verb{
    .name = "docs",
    .summary = "Show the documentation",
    .arguments = "[SECTION]",
    .most = 1,
    .examples =
        "wheels deploy docs\n"
        "wheels deploy docs proxy\n"
        "wheels deploy docs deploy-flow | less\n",
    .run = run,
};

}  // namespace wheels::cli
