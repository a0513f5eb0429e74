#include "plan/ledger.hpp"

#include <doctest/doctest.h>

#include "base/failure.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::PlanBench;
using State = RoleOutcome::State;

namespace {

Failure broken(const std::string& host, const std::string& step) {
    return failure(ErrorKind::command_failed, host, step, "no");
}

std::vector<State> states(const PlanBench& bench) {
    std::vector<State> all;
    for (const auto& outcome : bench.run.ledger.roles()) all.push_back(outcome.state);
    return all;
}

}  // namespace

TEST_CASE("a host that fails before its roles begin is a failure of all of them, and of no other host") {
    PlanBench bench;  // web on h1, h2, h3; workers on h3
    auto& ledger = bench.run.ledger;
    ledger.pulled("h1");
    ledger.failed(broken("h3", "pull image"));

    CHECK(states(bench) == std::vector{State::pulled, State::untouched, State::failed, State::failed});
    CHECK(ledger.roles()[2].failed_step == "pull image");
    CHECK(ledger.has_failed("h3"));
    CHECK_FALSE(ledger.has_failed("h1"));
}

TEST_CASE("a failure after the switch changes nothing about who serves") {
    PlanBench bench;
    auto& ledger = bench.run.ledger;
    const auto& web = bench.role("web");
    ledger.starting("h1", web);
    ledger.switching("h1", web);
    ledger.switched("h1", web);
    ledger.failed(broken("h1", "tag image"));
    ledger.broke_off("h1", web, "boot web");

    CHECK(states(bench).front() == State::switched);
    CHECK(ledger.leftovers().empty());
}

TEST_CASE("hosts are counted, not failures, and the error is in the order of deploy.yml") {
    PlanBench bench;
    auto& ledger = bench.run.ledger;
    ledger.failed(broken("h3", "boot web"));
    ledger.failed(broken("h3", "boot workers"));
    ledger.failed(broken("h1", "boot web"));

    const auto error = ledger.error(bench.config.all_hosts());

    REQUIRE(error.failures().size() == 3);
    CHECK(error.failures()[0].host == "h1");
    CHECK(error.message() == "boot web on h1: no (also failed: h3)");
    CHECK(error.failed_hosts() == std::vector<std::string>{"h1", "h3"});
}
