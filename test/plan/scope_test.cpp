#include "plan/scope.hpp"

#include <doctest/doctest.h>

#include "support/sample_config.hpp"

using wheels::Config;
using wheels::Error;
using wheels::ErrorKind;
using wheels::Filter;
using Hosts = std::vector<std::string>;

namespace {

Filter hosts_filter(Hosts hosts) {
    Filter filter;
    filter.hosts = std::move(hosts);
    return filter;
}

Filter roles_filter(std::vector<std::string> roles) {
    Filter filter;
    filter.roles = std::move(roles);
    return filter;
}

std::vector<std::string> role_names(const wheels::plan::Scope& scope) {
    std::vector<std::string> names;
    for (const auto* role : scope.roles) names.push_back(role->name);
    return names;
}

}  // namespace

TEST_CASE("without a filter everything is in scope, in the order of deploy.yml") {
    const auto config = wheels::test::sample_config();

    const auto scope = wheels::plan::scope_of(config, Filter());

    CHECK(scope.hosts == Hosts{"h1", "h2", "h3"});
    CHECK(role_names(scope) == std::vector<std::string>{"web", "workers"});
    CHECK(scope.primary_role->name == "web");
}

TEST_CASE("hosts are selected by name, wildcard and braces, and stay in their order") {
    const auto config = wheels::test::sample_config();
    const struct {
        Hosts patterns;
        Hosts expected;
    } rows[] = {
        {{"h2"}, {"h2"}},          {{"h3", "h1"}, {"h1", "h3"}}, {{"h*"}, {"h1", "h2", "h3"}},
        {{"h[12]"}, {"h1", "h2"}}, {{"h{1,3}"}, {"h1", "h3"}},
    };

    for (const auto& row : rows) {
        CAPTURE(row.patterns.front());
        CHECK(wheels::plan::scope_of(config, hosts_filter(row.patterns)).hosts == row.expected);
    }
}

TEST_CASE("a pattern that matches nothing is an error that names what there is") {
    const auto config = wheels::test::sample_config();

    try {
        wheels::plan::scope_of(config, hosts_filter({"h1", "nope"}));
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK(error.message() == "No --hosts match for nope");
        CHECK(error.hint() == "deploy.yml has h1, h2, h3");
    }
    CHECK_THROWS_AS(wheels::plan::scope_of(config, roles_filter({"nope"})), Error);
}

TEST_CASE("hosts and roles that have nothing in common are an error, not a deploy of nothing") {
    const auto config = wheels::test::sample_config();
    auto filter = roles_filter({"workers"});
    filter.hosts = {"h1"};

    CHECK_THROWS_AS(wheels::plan::scope_of(config, filter), Error);
}

TEST_CASE("a role filter narrows the hosts, and its first role keeps the barrier") {
    const auto config = wheels::test::sample_config();

    const auto scope = wheels::plan::scope_of(config, roles_filter({"workers"}));

    CHECK(scope.hosts == Hosts{"h3"});
    CHECK(scope.primary_role->name == "workers");
}

TEST_CASE("--primary is the first host of the primary role, or of the first named role") {
    const auto config = wheels::test::sample_config();
    Filter primary;
    primary.primary = true;
    auto of_workers = roles_filter({"workers"});
    of_workers.primary = true;

    CHECK(wheels::plan::scope_of(config, primary).hosts == Hosts{"h1"});
    CHECK(wheels::plan::scope_of(config, of_workers).hosts == Hosts{"h3"});
    of_workers.roles = {"workers", "web"};
    CHECK(wheels::plan::scope_of(config, of_workers).hosts == Hosts{"h3"});
}

TEST_CASE("--primary of a role without hosts is an error") {
    auto config = wheels::test::sample_config();
    config.roles.push_back(wheels::test::sample_role("empty", {}, false));
    auto filter = roles_filter({"empty"});
    filter.primary = true;

    CHECK_THROWS_AS(wheels::plan::scope_of(config, filter), Error);
}

TEST_CASE("the first named host decides which role boots first, or else the named roles") {
    auto config = wheels::test::sample_config();
    config.roles = {wheels::test::sample_role("web", {"h1", "h2"}, true),
                    wheels::test::sample_role("cron", {"h2", "h3"}, false),
                    wheels::test::sample_role("workers", {"h2", "h3"}, false)};

    CHECK(role_names(wheels::plan::scope_of(config, roles_filter({"workers", "cron"}))) ==
          std::vector<std::string>{"workers", "cron"});
    CHECK(role_names(wheels::plan::scope_of(config, hosts_filter({"h3", "h2"}))) ==
          std::vector<std::string>{"cron", "web", "workers"});
    CHECK(role_names(wheels::plan::scope_of(config, hosts_filter({"h2", "h3"}))) ==
          std::vector<std::string>{"web", "cron", "workers"});
    CHECK(wheels::plan::scope_of(config, hosts_filter({"h3", "h2"})).boot_order == Hosts{"h2", "h3"});
}

TEST_CASE("a named host that has none of the named roles leaves the first word to the next one") {
    const auto config = wheels::test::sample_config();
    auto filter = roles_filter({"workers"});
    filter.hosts = {"h1", "h3"};

    CHECK(wheels::plan::scope_of(config, filter).primary_role->name == "workers");
}

TEST_CASE("the primary role's hosts boot first, wherever deploy.yml lists them") {
    auto config = wheels::test::sample_config();
    config.roles = {wheels::test::sample_role("jobs", {"h9", "h1"}, false),
                    wheels::test::sample_role("web", {"h1", "h2"}, true)};

    const auto scope = wheels::plan::scope_of(config, Filter());

    CHECK(scope.hosts == Hosts{"h9", "h1", "h2"});
    CHECK(scope.boot_order == Hosts{"h1", "h2", "h9"});
    CHECK(role_names(scope) == std::vector<std::string>{"web", "jobs"});
}

TEST_CASE("hosts of accessories are in scope, but no host of the app") {
    auto config = wheels::test::sample_config();
    wheels::Accessory search;
    search.hosts = {"h9", "h1"};
    search.proxy.emplace();
    config.accessories = {search};

    const auto scope = wheels::plan::scope_of(config, Filter());
    const auto only_search = wheels::plan::scope_of(config, hosts_filter({"h9"}));

    CHECK(scope.hosts == Hosts{"h1", "h2", "h3", "h9"});
    CHECK(scope.app_hosts == Hosts{"h1", "h2", "h3"});
    CHECK(scope.boot_order == Hosts{"h1", "h2", "h3"});
    CHECK(scope.proxy_hosts == Hosts{"h1", "h2", "h3", "h9"});
    CHECK(only_search.roles.empty());
    CHECK(only_search.app_hosts.empty());
}

TEST_CASE("a host has its proxy, also for roles that are filtered out") {
    const auto config = wheels::test::sample_config();

    const auto scope = wheels::plan::scope_of(config, roles_filter({"workers"}));

    CHECK(scope.proxy_hosts == Hosts{"h3"});
}

TEST_CASE("roles boot by name after the primary one, as with Kamal") {
    auto config = wheels::test::sample_config();
    config.roles = {wheels::test::sample_role("zeta", {"h1"}, false),
                    wheels::test::sample_role("web", {"h1"}, true),
                    wheels::test::sample_role("alpha", {"h1"}, false)};

    CHECK(role_names(wheels::plan::scope_of(config, Filter())) ==
          std::vector<std::string>{"web", "alpha", "zeta"});
}

TEST_CASE("boot groups follow the limit; a percentage counts all hosts and is at least one") {
    auto config = wheels::test::sample_config();
    const auto scope = wheels::plan::scope_of(config, Filter());
    const struct {
        std::optional<std::int64_t> limit;
        bool percentage;
        std::vector<std::size_t> sizes;
    } rows[] = {
        {std::nullopt, false, {3}}, {2, false, {2, 1}},    {1, false, {1, 1, 1}},
        {70, true, {2, 1}},         {10, true, {1, 1, 1}},
    };

    for (const auto& row : rows) {
        CAPTURE(row.limit.value_or(0));
        config.boot.limit = row.limit;
        config.boot.limit_is_percentage = row.percentage;
        std::vector<std::size_t> sizes;
        for (const auto& group : wheels::plan::boot_groups(config, scope)) sizes.push_back(group.size());
        CHECK(sizes == row.sizes);
    }
}
