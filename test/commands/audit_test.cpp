#include "commands/audit.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("an audit line has the parts that apply") {
    const AuditLine of_host("2026-01-31T12:00:00Z", "deployer@bed", std::nullopt, "Pruned images");
    const AuditLine of_role("2026-01-31T12:00:00Z", "deployer@bed", "web", "Booted app version v2");

    CHECK(audit(sample_config(), of_host).line ==
          "mkdir -p .kamal && printf '%s\\n' '[2026-01-31T12:00:00Z] [deployer@bed] Pruned images' "
          ">> .kamal/app-audit.log");
    CHECK(audit(sample_staging(), of_role).line ==
          "mkdir -p .kamal && printf '%s\\n' '[2026-01-31T12:00:00Z] [deployer@bed] [staging] [web] Booted "
          "app version v2' "
          ">> .kamal/app-staging-audit.log");
    CHECK_FALSE(audit(sample_config(), of_host).probe);
}

TEST_CASE("an audit line cannot break out of its line or its quotes") {
    const AuditLine line("T", "o'neil$(id)\n[root]", std::nullopt, "x");

    CHECK(audit(sample_config(), line).line ==
          "mkdir -p .kamal && printf '%s\\n' '[T] [o'\\''neil$(id) [root]] x' >> .kamal/app-audit.log");
}

TEST_CASE("the last 50 audit lines are shown") {
    CHECK(reveal_audit(sample_staging(), 7).line == "tail -n 7 .kamal/app-staging-audit.log");
    CHECK(reveal_audit(sample_config(), 50).probe);
}
