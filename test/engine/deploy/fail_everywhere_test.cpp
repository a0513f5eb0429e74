// The whole deploy, broken at each of its commands in turn and in each way a command can break. Whatever
// happens, the promises of docs/deploy-flow.md hold.
#include <doctest/doctest.h>

#include <cstdlib>
#include <set>

#include "deploy_bench.hpp"

using wheels::DeployRequest;
using wheels::ErrorKind;
using wheels::test::DeployBench;
using wheels::test::ScriptedHosts;
using Fault = ScriptedHosts::Fault;
using Verb = DeployRequest::Verb;

namespace {

void prepare(DeployBench& bench, Verb verb) {
    for (const auto* hook : {"pre-connect", "pre-deploy", "pre-app-boot", "post-app-boot", "post-deploy",
                             "post-deploy-failure"}) {
        bench.add_hook(hook);
    }
    bench.request.verb = verb;
    if (verb == Verb::rollback) {
        bench.config.version = "v0";
        for (const auto* host : {"h1", "h2", "h3"})
            bench.hosts.hosts[host].containers.insert(bench.hosts.hosts[host].containers.begin(),
                                                      {std::string(64, 'a'), "app-web-v0", "web", false});
        bench.hosts.hosts["h3"].containers.insert(bench.hosts.hosts["h3"].containers.begin(),
                                                  {std::string(64, 'b'), "app-workers-v0", "workers", false});
    }
}

std::size_t commands_of(Verb verb) {
    DeployBench bench;
    prepare(bench, verb);
    bench.run();
    REQUIRE_FALSE(bench.error.has_value());
    return bench.hosts.commands;
}

bool someone_serves(const ScriptedHosts& hosts, const std::string& host, const std::string& role) {
    for (const auto& container : hosts.hosts.at(host).containers) {
        if (container.role == role && container.running) return true;
    }
    return false;
}

void check_promises(const DeployBench& bench) {
    CHECK_FALSE(bench.hosts.hosts.at("h1").lock_details.has_value());
    for (const auto* host : {"h1", "h2", "h3"}) {
        CAPTURE(host);
        CHECK(bench.hosts.is_served(host, "app-web"));
    }
    CHECK(someone_serves(bench.hosts, "h3", "workers"));
    CHECK(bench.started("post-deploy-failure") == (bench.error ? 1 : 0));
    CHECK(bench.started("post-deploy") == (bench.error ? 0 : 1));
}

}  // namespace

TEST_CASE("a deploy that succeeds keeps the promises, too") {
    for (const auto verb : {Verb::deploy, Verb::redeploy, Verb::rollback}) {
        DeployBench bench;
        prepare(bench, verb);

        bench.run();

        CHECK_FALSE(bench.error.has_value());
        check_promises(bench);
    }
}

TEST_CASE("whichever command breaks, the lock is free, the app is served and the original error is told") {
    const struct {
        Fault fault;
        const char* name;
    } faults[] = {
        {Fault::fails, "fails"}, {Fault::dies_before, "dies before"}, {Fault::dies_after, "dies after"}};

    for (const auto verb : {Verb::deploy, Verb::redeploy, Verb::rollback}) {
        const auto count = commands_of(verb);
        REQUIRE(count > 20);
        for (const auto& [fault, name] : faults) {
            for (std::size_t at = 0; at < count; ++at) {
                DeployBench bench;
                prepare(bench, verb);
                bench.hosts.fault = fault;
                bench.hosts.fault_at = at;

                bench.run();

                CAPTURE(name);
                CAPTURE(at);
                CAPTURE(bench.hosts.fault_command);
                check_promises(bench);
                if (!bench.error) continue;  // an unchecked command: its failure is a value
                const auto expected =
                    fault == Fault::fails ? ErrorKind::command_failed : ErrorKind::connection_lost;
                CHECK(bench.error->kind() == expected);
                CHECK(wheels::exit_status(bench.error->kind()) == 1);
            }
        }
    }
}

TEST_CASE("wherever it is interrupted, the deploy ends as interrupted and keeps its promises") {
    for (const auto kind : {ErrorKind::interrupted_int, ErrorKind::interrupted_term}) {
        for (const auto fault : {Fault::hangs, Fault::hangs_after}) {
            const auto count = commands_of(Verb::deploy);
            for (std::size_t at = 0; at < count; ++at) {
                DeployBench bench;
                prepare(bench, Verb::deploy);
                bench.hosts.fault = fault;
                bench.hosts.fault_at = at;
                bench.hosts.on_hang = [&] { bench.interrupt.request(kind); };

                bench.run();

                CAPTURE(at);
                CAPTURE(fault == Fault::hangs_after);
                CAPTURE(bench.hosts.fault_command);
                check_promises(bench);
                REQUIRE(bench.error.has_value());
                CHECK(bench.error->kind() == kind);
            }
        }
    }
}

TEST_CASE("interrupted twice, the deploy releases the lock and runs no failure hook") {
    const auto count = commands_of(Verb::deploy);
    for (std::size_t at = 0; at < count; ++at) {
        DeployBench bench;
        prepare(bench, Verb::deploy);
        bench.hosts.fault = Fault::hangs;
        bench.hosts.fault_at = at;
        bench.hosts.on_hang = [&] {
            bench.interrupt.request(ErrorKind::interrupted_term);
            bench.interrupt.request(ErrorKind::interrupted_int);
        };

        bench.run();

        CAPTURE(at);
        CAPTURE(bench.hosts.fault_command);
        CHECK_FALSE(bench.hosts.hosts["h1"].lock_details.has_value());
        CHECK(bench.started("post-deploy-failure") == 0);
        REQUIRE(bench.error.has_value());
        CHECK(bench.error->kind() == ErrorKind::interrupted_term);
    }
}

TEST_CASE("the io_context may be destroyed at any command of a deploy") {
    const auto count = commands_of(Verb::deploy);
    for (std::size_t at = 0; at < count; ++at) {
        DeployBench bench;
        prepare(bench, Verb::deploy);
        bench.hosts.fault = Fault::hangs;
        bench.hosts.fault_at = at;

        const bool hung = bench.tear_down_when_hanging();

        CAPTURE(at);
        CHECK(hung);
        bench.interrupt.request(ErrorKind::interrupted_int);  // nobody listens any more
    }
}

TEST_CASE("only unchecked commands may fail without ending the deploy") {
    const auto count = commands_of(Verb::deploy);
    std::set<std::string> tolerated;

    for (std::size_t at = 0; at < count; ++at) {
        DeployBench bench;
        prepare(bench, Verb::deploy);
        bench.hosts.fault = Fault::fails;
        bench.hosts.fault_at = at;
        bench.run();
        if (!bench.error) tolerated.insert(bench.hosts.fault_command);
    }

    CHECK(tolerated ==
          std::set<std::string>{"ask for the registry mirror", "remove image", "stop container"});
}
