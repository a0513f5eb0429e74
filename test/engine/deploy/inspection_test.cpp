#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "deploy_bench.hpp"

using wheels::Error;
using wheels::ErrorKind;
using wheels::ExecResult;
using wheels::Request;
using wheels::test::DeployBench;
namespace verb = wheels::verb;

namespace {

ExecResult said(std::string out) {
    ExecResult result;
    result.out = std::move(out);
    return result;
}

std::vector<std::string> hosts_heard(const DeployBench& bench) {
    std::vector<std::string> hosts;
    for (const auto& answer : bench.report->answers) {
        if (hosts.empty() || hosts.back() != answer.host) hosts.push_back(answer.host);
    }
    return hosts;
}

DeployBench& asking(DeployBench& bench, Request request) {
    bench.request = std::move(request);
    for (const auto* host : {"h1", "h2", "h3"}) {
        bench.hosts.answers[std::string(host) + " docker ps --filter"] =
            said("containers of " + std::string(host));
        bench.hosts.answers[std::string(host) + " docker container ls"] = said("all containers");
        bench.hosts.answers[std::string(host) + " docker image ls repo"] = said("images");
        bench.hosts.answers[std::string(host) + " tail -n"] = said("log of " + std::string(host));
    }
    return bench;
}

const Request all_that_ask[] = {Request(verb::Details()),    Request(verb::Audit()),
                                Request(verb::AppDetails()), Request(verb::AppContainers()),
                                Request(verb::AppImages()),  Request(verb::AppVersion())};

}  // namespace

TEST_CASE("a host that cannot be reached keeps nobody from hearing the others") {
    for (const auto& request : all_that_ask) {
        DeployBench bench;
        asking(bench, request);
        bench.hosts.refused.emplace("h2", Error(ErrorKind::connect, "no route to host"));

        bench.run();

        CHECK(hosts_heard(bench) == std::vector<std::string>{"h1", "h3"});
        REQUIRE(bench.error.has_value());
        CHECK(bench.error->kind() == ErrorKind::connect);
        CHECK(bench.error->failed_hosts() == std::vector<std::string>{"h2"});
        CHECK_FALSE(bench.report->roles.empty());
        for (const auto& outcome : bench.report->roles)
            CHECK(outcome.state == wheels::RoleOutcome::State::untouched);
    }
}

TEST_CASE("a host that is lost in the middle keeps nobody from hearing the others") {
    for (const auto& request : all_that_ask) {
        DeployBench bench;
        asking(bench, request);
        bench.hosts.fault = wheels::test::ScriptedHosts::Fault::dies_before;
        bench.hosts.fault_at = 1;

        bench.run();

        CHECK(hosts_heard(bench).size() == 2);
        REQUIRE(bench.error.has_value());
        CHECK(bench.error->kind() == ErrorKind::connection_lost);
        CHECK(bench.error->failed_hosts().size() == 1);
    }
}

TEST_CASE("with no host left the asking fails, and each is named") {
    DeployBench bench;
    asking(bench, Request(verb::Details()));
    for (const auto* host : {"h1", "h2", "h3"})
        bench.hosts.refused.emplace(host, Error(ErrorKind::connect, "no route to host"));

    bench.run();

    CHECK(bench.report->answers.empty());
    REQUIRE(bench.error.has_value());
    CHECK(bench.error->failed_hosts() == std::vector<std::string>{"h1", "h2", "h3"});
}

TEST_CASE("what answers is told in the order of deploy.yml") {
    DeployBench bench;
    asking(bench, Request(verb::Audit()));

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(hosts_heard(bench) == std::vector<std::string>{"h1", "h2", "h3"});
    CHECK(bench.report->answers.front().text == "log of h1");
}

TEST_CASE("a host that cannot be reached is a row of the status, and the others are told all the same") {
    DeployBench bench;
    bench.hosts.refused.emplace("h2", Error(ErrorKind::connect, "no route to host"));
    bench.hosts.answers["h1 kamal-proxy list"] = said(
        "Service  Host  Path  Target           State    TLS\n"
        "app-web  *     /     000000000001:80  running  no \n");
    bench.request = Request(verb::Status());

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::connect);
    REQUIRE(bench.report->status.has_value());
    const auto& roles = bench.report->status->roles;
    REQUIRE(roles.size() == 4);
    CHECK(roles[0].version == "v1");
    CHECK(roles[0].proxy == "running");
    CHECK(roles[0].trouble.empty());
    CHECK(roles[1].host == "h2");
    CHECK_FALSE(roles[1].version.has_value());
    CHECK(roles[1].trouble == "no route to host");
    CHECK(roles[3].role == "workers");
    CHECK(bench.report->status->lock_known);
    CHECK_FALSE(bench.report->status->lock.has_value());
}

TEST_CASE("with the lock's host gone nobody knows who holds it") {
    DeployBench bench;
    bench.hosts.refused.emplace("h1", Error(ErrorKind::connect, "no route to host"));
    bench.request = Request(verb::Status());

    bench.run();

    CHECK_FALSE(bench.report->status.value().lock_known);
    CHECK(bench.report->status->roles.at(1).version == "v1");
}

TEST_CASE("the version before is looked for on all hosts at once, and told in the report") {
    DeployBench bench;
    for (const auto* host : {"h1", "h2", "h3"}) bench.hosts.serve(host, "web", "v2");
    bench.hosts.serve("h3", "workers", "v2");
    for (auto& [name, host] : bench.hosts.hosts) {
        for (auto& container : host.containers) container.running = container.name.ends_with("v2");
    }
    bench.request = Request(verb::FindPrevious());

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    REQUIRE(bench.report->previous.has_value());
    CHECK(bench.report->previous->version == "v1");
    CHECK(bench.report->previous->serving.size() == 4);
    CHECK(bench.hosts.commands == 3);
}

TEST_CASE("that there is no version before is a failure, and the hook is told of it") {
    DeployBench bench;
    bench.add_hook("post-deploy-failure");
    bench.request = Request(verb::FindPrevious());

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->message() == "there is no container of a version older than v1, which runs");
    CHECK(bench.started("post-deploy-failure") == 1);
}
