#include <fmt/format.h>

#include "base/text.hpp"
#include "cli/pages.hpp"
#include "cli/session.hpp"

namespace wheels::cli {
namespace {

std::string contents() {
    std::string text = "Pages and their chapters; each can be shown by `wheels deploy docs NAME`:\n";
    for (const auto& page : pages()) {
        text += fmt::format("\n{}\n", page.name);
        for (const auto& name : section_names(std::span(&page, 1))) {
            if (name != page.name) text += fmt::format("    {}\n", name);
        }
    }
    return text;
}

Error no_such_section(const std::string& name) {
    const auto names = section_names(pages());
    const auto close = text::closest(name, std::vector<std::string_view>(names.begin(), names.end()));
    return Error(ErrorKind::usage, fmt::format("there is no documentation of {}", text::one_line(name)),
                 close.empty() ? "`wheels deploy docs` lists what there is."
                               : fmt::format("Did you mean `wheels deploy docs {}`?", close));
}

awaitable<void> run(Session& session) {
    if (session.asked.arguments.empty()) {
        session.result(contents());
        co_return;
    }
    const auto& name = session.asked.arguments.front();
    auto found = section(pages(), name);
    if (!found) throw no_such_section(name);
    session.result(std::move(*found));
}

}  // namespace

extern const Verb docs_verb;
const Verb docs_verb{
    .name = "docs",
    .summary = "Show the documentation",
    .arguments = "[SECTION]",
    .most = 1,
    .run = run,
};

}  // namespace wheels::cli
