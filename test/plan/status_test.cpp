// How the app is, from what hosts say of themselves.
#include "plan/status.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

#include "plan/phases/status.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::PlanBench;

namespace {

using Time = std::chrono::system_clock::time_point;

replies::Container made(const std::string& version,
                        const std::string& state,
                        const std::string& health = {}) {
    auto container = test::container("web", version, state);
    container.id = "id" + version;
    container.image_id = "image-of-" + version;
    container.health = health;
    container.started = Time(std::chrono::minutes(5));
    return container;
}

plan::Looked looked_at(std::vector<replies::Container> containers, std::vector<replies::ProxyEntry> served) {
    plan::Looked looked;
    looked.facts.known = true;
    looked.facts.containers = std::move(containers);
    looked.served = std::move(served);
    looked.images["image-of-v2"] = Time(std::chrono::minutes(1));
    return looked;
}

RoleStatus web_of(const plan::Looked& looked) {
    const auto config = test::sample_config();
    return plan::role_status(config, "h1", config.role("web"), looked);
}

}  // namespace

TEST_CASE("a role is healthy as its check says, else as Docker has it") {
    const struct {
        std::string state;
        std::string health;
        std::string told;
    } cases[] = {{"running", "healthy", "healthy"},   {"running", "unhealthy", "unhealthy"},
                 {"running", "starting", "starting"}, {"running", "", "running"},
                 {"restarting", "", "restarting"},    {"restarting", "unhealthy", "restarting"}};
    for (const auto& c : cases) {
        CAPTURE(c.told);
        CHECK(web_of(looked_at({made("v2", c.state, c.health)}, {})).health == c.told);
    }
}

TEST_CASE("it is behind the proxy where the proxy leads to the very container that serves") {
    const struct {
        std::string what;
        std::vector<replies::ProxyEntry> served;
        std::string told;
    } cases[] = {
        {"to it", {{"other", "idv1:80", "running"}, {"app-web", "idv2:80", "running"}}, "running"},
        {"to it, but paused", {{"app-web", "idv2:80", "paused"}}, "paused"},
        {"to it, but stopped", {{"app-web", "idv2:80", "stopped"}}, "stopped"},
        {"to another one", {{"app-web", "idv1:80", "running"}}, "other"},
        {"to nothing", {{"app-web-staging", "idv2:80", "running"}}, "unknown"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.what);
        CHECK(web_of(looked_at({made("v2", "running")}, c.served)).proxy == c.told);
    }
    auto down = looked_at({made("v2", "running")}, {});
    down.served.reset();
    CHECK(web_of(down).proxy == "down");
    CHECK(web_of(looked_at({}, {{"app-web", "idv2:80", "running"}})).proxy == "other");
}

TEST_CASE("a role without a proxy has nothing to do with it") {
    const auto config = test::sample_config();
    auto looked = looked_at({}, {});
    looked.facts.containers = {test::container("workers", "v2")};

    const auto status = plan::role_status(config, "h3", config.role("workers"), looked);

    CHECK(status.version == "v2");
    CHECK(status.proxy.empty());
}

TEST_CASE("of the serving container it is told since when it runs, and how old its image is") {
    const auto both = web_of(looked_at({made("v2", "running"), made("v1", "exited")}, {}));
    const auto none = web_of(looked_at({made("v1", "exited")}, {}));

    CHECK(both.version == "v2");
    CHECK(both.since == Time(std::chrono::minutes(5)));
    CHECK(both.image_built == Time(std::chrono::minutes(1)));
    CHECK_FALSE(none.version.has_value());
    CHECK_FALSE(none.since.has_value());
    CHECK(none.health.empty());
    CHECK_FALSE(web_of(looked_at({made("v7", "running")}, {})).image_built.has_value());
}

TEST_CASE("a canary is a row of its own, behind what the proxy leads to") {
    auto looked = looked_at({made("v2", "running", "healthy"), made("v1", "running", "healthy")},
                            {{"app-web", "idv1:80", "running"}});
    replies::ServedService service;
    service.name = "app-web";
    service.target = "idv1";
    service.second = "idv2";
    service.share = CanaryShare(10);
    looked.rollouts = {{service}};
    const auto config = test::sample_config();

    const auto rows = plan::role_statuses(config, "h1", config.role("web"), looked);

    REQUIRE(rows.size() == 2);
    CHECK(rows[0].version == "v1");
    CHECK(rows[0].proxy == "running");
    CHECK_FALSE(rows[0].canary);
    CHECK(rows[1].version == "v2");
    CHECK(rows[1].health == "healthy");
    REQUIRE(rows[1].canary);
    CHECK(rows[1].canary->percent == 10);
}

TEST_CASE("status takes no lock, asks in one go, and asks the lock's host also when it is out of scope") {
    Filter filter;
    filter.hosts = {"h2"};
    PlanBench bench(test::sample_config(), filter);
    const auto plan = plan::plan_for(Verb(verb::Status()), bench.run);
    std::vector<std::string> told;

    test::hear_plan(bench.run, plan, [&](const plan::Place& place, const Command& command) {
        CHECK(command.probe);
        told.push_back(place.name + ": " + command.name);
    });

    CHECK(test::outline(plan) == std::vector<std::string>{"hook pre-connect", "Connect"});
    CHECK(plan.hears_all);
    CHECK_FALSE(plan.deploys);
    CHECK(told == std::vector<std::string>{"h2: look at the host", "h2: list what the proxy serves",
                                           "h2: ask for the age of images", "h2: ask what the proxy serves",
                                           "h1: read lock"});
    CHECK_FALSE(bench.run.status_is_known);
}
