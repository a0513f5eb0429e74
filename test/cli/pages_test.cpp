#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "cli/pages.hpp"

using wheels::cli::Page;
using wheels::cli::section;

namespace {

const std::array<Page, 2> pages{
    Page{"configuration",
         "# Configuration\n\nAll of it.\n\n## `proxy`\n\nServes.\n\n### Health check\n\nAsks.\n\n"
         "```yaml\n## not a heading\n```\n\n## ssh\n\nConnects.\n"},
    Page{"hooks", "# Hooks\n\n    # code\n\n## Exit status\n\nDecides.\n"},
};

}  // namespace

TEST_CASE("a page is found by its name, a chapter by its heading") {
    CHECK(section(pages, "hooks") == std::string(pages[1].text));
    CHECK(section(pages, "ssh") == "## ssh\n\nConnects.\n");
    CHECK(section(pages, "exit-status") == "## Exit status\n\nDecides.\n");
    CHECK(section(pages, "health-check") ==
          "### Health check\n\nAsks.\n\n```yaml\n## not a heading\n```\n\n");
    CHECK_FALSE(section(pages, "nonsense").has_value());
}

TEST_CASE("a chapter has its own chapters with it and ends at the next one") {
    const auto proxy = section(pages, "proxy").value_or("");

    CHECK(proxy.starts_with("## `proxy`\n"));
    CHECK(proxy.find("### Health check") != std::string::npos);
    CHECK(proxy.find("## not a heading") != std::string::npos);
    CHECK(proxy.find("## ssh") == std::string::npos);
}

TEST_CASE("all names are listed, and none from inside of code") {
    CHECK(wheels::cli::section_names(pages) ==
          std::vector<std::string>{"configuration", "proxy", "health-check", "ssh", "hooks", "exit-status"});
}
