// Which version a rollback goes back to when nobody names one.
#include "plan/previous_version.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "plan/script.hpp"

using namespace wheels;
using test::PlanBench;
using test::Script;

namespace {

/// `web v2 20 up`: a container of the role and version, made at that minute, which runs or not.
struct There {
    std::string role;
    std::string version;
    int minute;
    bool up = false;
};
using Host = std::vector<There>;

replies::HostFacts facts_with(const Host& host) {
    replies::HostFacts facts;
    facts.known = true;
    auto newest_first = host;
    std::sort(newest_first.begin(), newest_first.end(),
              [](const There& a, const There& b) { return a.minute > b.minute; });
    for (const auto& [role, version, minute, up] : newest_first) {
        auto made = test::container(role, version, up ? "running" : "exited");
        made.created = std::chrono::system_clock::time_point(std::chrono::minutes(minute));
        facts.containers.push_back(std::move(made));
    }
    return facts;
}

/// `web` on h1 and h2, as far as `hosts` go.
std::optional<PreviousVersion> previous_on(const std::vector<Host>& hosts) {
    auto config = test::sample_config();
    config.roles = {test::sample_role("web", {"h1", "h2"}, true)};
    config.roles[0].hosts.resize(hosts.size());
    const auto scope = plan::scope_of(config, {});
    std::map<std::string, replies::HostFacts> facts;
    for (std::size_t i = 0; i < hosts.size(); ++i) facts["h" + std::to_string(i + 1)] = facts_with(hosts[i]);
    return plan::previous_version(config, scope, facts);
}

std::string version_on(const std::vector<Host>& hosts) {
    return previous_on(hosts).value().version;
}

std::string error_on(const std::vector<Host>& hosts) {
    try {
        previous_on(hosts);
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::command_failed);
        CHECK_FALSE(error.hint().empty());
        return error.message();
    }
    return "no error";
}

const std::string replaced = "_replaced_0123456789abcdef";

}  // namespace

TEST_CASE("the version before is the newest of the older ones") {
    const struct {
        std::string what;
        std::vector<Host> hosts;
        std::string version;
    } cases[] = {
        {"after three deploys", {{{"web", "v1", 1}, {"web", "v2", 2}, {"web", "v3", 3, true}}}, "v2"},
        {"names say nothing", {{{"web", "v9", 1}, {"web", "v1", 2}, {"web", "v5", 3, true}}}, "v1"},
        {"after a rollback it goes further back",
         {{{"web", "v1", 1}, {"web", "v2" + replaced, 2}, {"web", "v3", 3}, {"web", "v2", 4, true}}},
         "v1"},
        {"after a rollback and a new deploy it is what ran before",
         {{{"web", "v1", 1},
           {"web", "v2" + replaced, 2},
           {"web", "v3", 3},
           {"web", "v2", 4},
           {"web", "v4", 5, true}}},
         "v2"},
        {"the same version deployed again is not older than itself",
         {{{"web", "v1", 1}, {"web", "v2" + replaced, 2}, {"web", "v2", 3, true}}},
         "v1"},
        {"a deploy that broke off on one host is undone",
         {{{"web", "v1", 1}, {"web", "v2", 2}, {"web", "v3", 3, true}},
          {{"web", "v1", 1}, {"web", "v2", 2, true}}},
         "v2"},
        {"a host on which nothing runs",
         {{{"web", "v1", 1}, {"web", "v2", 2, true}}, {{"web", "v1", 1}, {"web", "v2", 2}}},
         "v1"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.what);
        CHECK(version_on(c.hosts) == c.version);
    }
}

TEST_CASE("when it was made and what serves is told with it") {
    const auto found =
        previous_on({{{"web", "v1", 1}, {"web", "v2", 3, true}}, {{"web", "v1", 2, true}}}).value();

    CHECK(found.made == std::chrono::system_clock::time_point(std::chrono::minutes(2)));
    REQUIRE(found.serving.size() == 2);
    CHECK(found.serving[0].host + " " + found.serving[0].role + " " + found.serving[0].version ==
          "h1 web v2");
    CHECK(found.serving[1].host + " " + found.serving[1].role + " " + found.serving[1].version ==
          "h2 web v1");
    CHECK(found.passed_over.empty());
}

TEST_CASE("a version that a host lacks is passed over, and the host is named") {
    const auto found = previous_on({{{"web", "v1", 1}, {"web", "v2", 2}, {"web", "v3", 3, true}},
                                    {{"web", "v1", 1}, {"web", "v3", 3, true}}})
                           .value();

    CHECK(found.version == "v1");
    CHECK(found.passed_over == std::vector<std::string>{"v2 is not on h2 (web)"});
}

TEST_CASE("every role has to have it on each of its hosts") {
    const auto config = test::sample_config();  // workers run on h3 beside web
    const auto scope = plan::scope_of(config, {});
    const auto web = facts_with({{"web", "v1", 1}, {"web", "v2", 2, true}});
    const auto both = facts_with(
        {{"web", "v1", 1}, {"web", "v2", 2, true}, {"workers", "v1", 1}, {"workers", "v2", 2, true}});

    CHECK(plan::previous_version(config, scope, {{"h1", web}, {"h2", web}, {"h3", both}}).value().version ==
          "v1");
    CHECK_THROWS_WITH_AS(plan::previous_version(config, scope, {{"h1", web}, {"h2", web}, {"h3", web}}),
                         "no version older than v2, which runs, is on every host: v1 is not on h3 (workers)",
                         Error);
}

TEST_CASE("where there is no version before, it is said why") {
    CHECK(error_on({{{"web", "v1", 1, true}}}) ==
          "there is no container of a version older than v1, which runs");
    CHECK(error_on({{}}) == "no version of the app runs, so none is the one before it");
    CHECK(error_on({{{"web", "v1", 1}, {"web", "v2", 2}}}) ==
          "no version of the app runs, so none is the one before it");
    CHECK(error_on({{{"web", "v1", 1}, {"web", "v2", 2, true}}, {{"web", "v2", 2, true}}}) ==
          "no version older than v2, which runs, is on every host: v1 is not on h2 (web)");
    CHECK(error_on({{{"web", "v1" + replaced, 1}, {"web", "v2", 2, true}}}) ==
          "no version older than v2, which runs, is on every host: v1 is not on h1 (web)");
}

TEST_CASE("nobody knows it when no host was asked") {
    const auto config = test::sample_config();
    CHECK_FALSE(plan::previous_version(config, plan::scope_of(config, {}), {}).has_value());
}

TEST_CASE("looking for the version before takes no lock, and only asks") {
    PlanBench bench;
    const auto plan = plan::plan_for(Verb(verb::FindPrevious()), bench.run);

    CHECK(test::outline(plan) == std::vector<std::string>{"hook pre-connect", "Connect",
                                                          "Look for the previous version on every host"});
    CHECK(plan.command == "rollback");
    CHECK(plan.deploys);
    CHECK_FALSE(plan.moves_roles);
    test::hear_plan(bench.run, plan, [](const plan::Place& place, const Command& command) {
        CHECK(place.is_host());
        CHECK(command.probe);
    });
    CHECK_FALSE(bench.run.previous.has_value());
}

TEST_CASE("a rollback that was looked for runs pre-connect only once") {
    PlanBench bench;
    verb::Rollback rollback;
    rollback.version = "v1";
    rollback.pre_connected = true;

    CHECK(test::outline(plan::plan_for(Verb(rollback), bench.run)).front() == "Connect");
}
