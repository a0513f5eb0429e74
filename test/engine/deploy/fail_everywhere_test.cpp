// Every verb that changes hosts, broken at each of its commands in turn and in each way a command can break.
// Whatever happens, the promises of docs/deploy-flow.md hold.
#include <doctest/doctest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "deploy_bench.hpp"
#include "support/sanitized.hpp"

using namespace wheels;
using test::DeployBench;
using test::ScriptedHosts;
using Fault = ScriptedHosts::Fault;

namespace {

/// What is broken: a verb, on hosts that are as it needs them.
struct Case {
    std::string name;
    Verb verb;
    bool deploys = true;
    std::function<void(DeployBench&)> prepare = [](DeployBench&) {};
    bool serves = true;  ///< The app goes on serving, whatever happens.
};

void nothing(DeployBench&) {}

void have_version_zero(DeployBench& bench) {
    bench.config.version = "v0";
    for (const auto* host : {"h1", "h2", "h3"}) {
        auto& there = bench.hosts.hosts[host].containers;
        there.insert(there.begin(), {std::string(64, 'a'), "app-web-v0", "web", false});
    }
    auto& there = bench.hosts.hosts["h3"].containers;
    there.insert(there.begin(), {std::string(64, 'b'), "app-workers-v0", "workers", false});
}

void have_accessories(DeployBench& bench) {
    Accessory db;
    db.name = "db";
    db.service = "app-db";
    db.image = "mysql:8";
    db.hosts = {"h1", "h3"};
    Accessory search;
    search.name = "search";
    search.service = "app-search";
    search.image = "search:1";
    search.hosts = {"h2"};
    search.proxy.emplace();
    bench.config.accessories = {db, search};
    bench.hosts.answers["h2 docker -v"].status = 127;  // Docker is installed there
}

void have_canary(DeployBench& bench) {
    for (const auto* host : {"h1", "h2", "h3"}) bench.hosts.share(host, "web", bench.config.version, 10);
}

void have_another_canary(DeployBench& bench) {
    for (const auto* host : {"h1", "h2", "h3"}) bench.hosts.share(host, "web", "v0", 10);
}

verb::Deploy canary_deploy() {
    verb::Deploy deploy;
    deploy.skip_push = true;
    deploy.canary = CanaryShare(10);
    return deploy;
}

verb::CanaryPromote promotion() {
    verb::CanaryPromote promote;
    promote.version = "v2";
    return promote;
}

verb::CanarySet half() {
    verb::CanarySet set;
    set.share = CanaryShare(50);
    return set;
}

void have_local_registry(DeployBench& bench) {
    bench.config.registry = Registry();
    bench.config.registry.server = "localhost:5000";
}

std::vector<Case> all_cases() {
    return {{"deploy", verb::Deploy{true}},
            {"redeploy", verb::Redeploy{true}},
            {"rollback", verb::Rollback{"v0"}, true, have_version_zero},
            {"deploy of a canary", canary_deploy()},
            {"canary promote", promotion(), true, have_canary},
            {"setup with accessories", verb::Setup{true}, true, have_accessories},
            {"deploy from a registry of this machine", verb::Deploy{true}, true, have_local_registry},
            {"deploy to one host", verb::Deploy{true}, true,
             [](DeployBench& bench) { bench.request.filter.hosts = {"h1"}; }},
            {"deploy while there is a canary", verb::Deploy{true}, true, have_another_canary},
            {"rollback while there is a canary", verb::Rollback{"v0"}, true,
             [](DeployBench& bench) {
                 have_version_zero(bench);
                 bench.hosts.share("h2", "web", "v3", 10);
             }},
            {"deploy of another canary", canary_deploy(), true, have_another_canary},
            {"canary promote, to a host that has none", promotion(), true,
             [](DeployBench& bench) { bench.hosts.share("h2", "web", bench.config.version, 10); }},
            {"canary set", half(), false, have_canary},
            {"app stale_containers --stop", verb::AppStaleContainers{true}, false, have_canary},
            {"canary abort", verb::CanaryAbort(), false, have_canary},
            {"server bootstrap", verb::Bootstrap(), false, have_accessories},
            {"prune all", verb::Prune(), false},
            {"build pull", verb::BuildPull(), false, have_local_registry},
            {"registry login", verb::RegistryLogin(), false},
            {"registry logout", verb::RegistryLogout(), false},
            {"app boot", verb::AppBoot(), false},
            {"app start", verb::AppStart(), false, have_version_zero},
            {"app stop", verb::AppStop(), false, nothing, false},
            {"app remove", verb::AppRemove(), false, nothing, false},
            {"app maintenance", verb::AppMaintenance(), false},
            {"app live", verb::AppLive(), false},
            {"accessory boot", verb::AccessoryBoot(), false, have_accessories},
            {"accessory reboot", verb::AccessoryReboot(), false, have_accessories},
            {"accessory restart", verb::AccessoryRestart(), false, have_accessories},
            {"accessory remove", verb::AccessoryRemove(), false, have_accessories},
            {"accessory upgrade", verb::AccessoryUpgrade{{}, true}, false, have_accessories},
            {"proxy boot", verb::ProxyBoot(), false},
            {"proxy reboot", verb::ProxyReboot{true}, false},
            {"proxy restart", verb::ProxyRestart(), false},
            {"proxy remove", verb::ProxyRemove{true}, false},
            {"proxy boot_config set", verb::ProxyBootConfigSet(), false},
            {"upgrade", verb::Upgrade{true}, false, have_accessories},
            {"remove", verb::Remove(), false, have_accessories, false}};
}

std::vector<Case> short_list() {
    auto all = all_cases();
    all.resize(6);
    return all;
}

void prepare(DeployBench& bench, const Case& c) {
    for (const auto* hook : {"pre-connect", "pre-deploy", "docker-setup", "pre-app-boot", "post-app-boot",
                             "post-deploy", "post-deploy-failure"}) {
        bench.add_hook(hook);
    }
    bench.request = Request(c.verb);
    c.prepare(bench);
}

std::size_t commands_of(const Case& c) {
    DeployBench bench;
    prepare(bench, c);
    bench.run();
    CAPTURE(c.name);
    REQUIRE_MESSAGE(!bench.error, bench.error->message());
    return bench.hosts.commands;
}

bool someone_serves(const ScriptedHosts& hosts, const std::string& host, const std::string& role) {
    for (const auto& container : hosts.hosts.at(host).containers) {
        if (container.role == role && container.running) return true;
    }
    return false;
}

// That it may not be installed is told as the failure of installing it.
std::string step_told(const std::string& command, Fault fault) {
    const bool is_answer = fault == Fault::fails && command == "ask for the right to install";
    return is_answer ? "install Docker" : command;
}

// The ledger says of nobody that the new container serves where it does not.
void check_ledger(const DeployBench& bench) {
    REQUIRE(bench.report.has_value());
    for (const auto& outcome : bench.report->roles) {
        if (outcome.state != RoleOutcome::State::switched && outcome.state != RoleOutcome::State::old_stopped)
            continue;
        CAPTURE(outcome.host);
        CAPTURE(outcome.role);
        bool runs = false;
        for (const auto& container : bench.hosts.hosts.at(outcome.host).containers)
            runs = runs || (container.name == "app-" + outcome.role + "-" + bench.config.version &&
                            container.running);
        CHECK(runs);
    }
}

// Nothing more can be said to such a host.
bool was_lost(const DeployBench& bench, const std::string& host) {
    if (!bench.error || bench.error->kind() != ErrorKind::connection_lost) return false;
    const auto lost = bench.error->failed_hosts();
    return std::find(lost.begin(), lost.end(), host) != lost.end();
}

void check_promises(const DeployBench& bench, const Case& c) {
    CHECK_FALSE(bench.hosts.hosts.at("h1").lock_details.has_value());
    for (const auto* host : {"h1", "h2", "h3"}) {
        CAPTURE(host);
        if (c.serves) CHECK(bench.hosts.is_served(host, "app-web"));
        if (!was_lost(bench, host)) CHECK(bench.hosts.shares_well(host));
        const auto& ran = bench.hosts.hosts.at(host).ran;
        CHECK(std::count(ran.begin(), ran.end(), "forward port 5000") ==
              std::count(ran.begin(), ran.end(), "forward port 5000 ends"));
    }
    if (c.serves) CHECK(someone_serves(bench.hosts, "h3", "workers"));
    CHECK(bench.started("post-deploy-failure") == (bench.error && c.deploys ? 1 : 0));
    CHECK(bench.started("post-deploy") == (bench.error || !c.deploys ? 0 : 1));
    check_ledger(bench);
}

}  // namespace

TEST_CASE("a run that succeeds keeps the promises, too") {
    for (const auto& c : all_cases()) {
        CAPTURE(c.name);
        DeployBench bench;
        prepare(bench, c);

        bench.run();

        CHECK_MESSAGE(!bench.error, bench.error->message());
        check_promises(bench, c);
    }
}

TEST_CASE("whichever command breaks, the lock is free, the app is served and the original error is told") {
    const struct {
        Fault fault;
        const char* name;
    } faults[] = {
        {Fault::fails, "fails"}, {Fault::dies_before, "dies before"}, {Fault::dies_after, "dies after"}};

    for (const auto& c : all_cases()) {
        const auto count = commands_of(c);
        REQUIRE(count > 2);
        for (const auto& [fault, name] : faults) {
            for (std::size_t at = 0; at < count; at += test::stride(3)) {
                DeployBench bench;
                prepare(bench, c);
                bench.hosts.fault = fault;
                bench.hosts.fault_at = at;

                bench.run();

                CAPTURE(c.name);
                CAPTURE(name);
                CAPTURE(at);
                CAPTURE(bench.hosts.fault_command);
                check_promises(bench, c);
                if (!bench.error) continue;  // an unchecked command: its failure is a value
                const auto expected =
                    fault == Fault::fails ? ErrorKind::command_failed : ErrorKind::connection_lost;
                CAPTURE(bench.error->message());
                CHECK(bench.error->kind() == expected);
                CHECK(exit_status(bench.error->kind()) == 1);
                CHECK(bench.error->failed_hosts().size() >= 1);  // others may be held back for it
                CHECK(bench.error->message().starts_with(step_told(bench.hosts.fault_command, fault) +
                                                         " on h"));
            }
        }
    }
}

TEST_CASE("wherever it is interrupted, the run ends as interrupted and keeps its promises") {
    for (const auto kind : {ErrorKind::interrupted_int, ErrorKind::interrupted_term}) {
        for (const auto fault : {Fault::hangs, Fault::hangs_after}) {
            for (const auto& c : short_list()) {
                const auto count = commands_of(c);
                for (std::size_t at = 0; at < count; at += test::stride(3)) {
                    DeployBench bench;
                    prepare(bench, c);
                    bench.hosts.fault = fault;
                    bench.hosts.fault_at = at;
                    bench.hosts.on_hang = [&] { bench.interrupt.request(kind); };

                    bench.run();

                    CAPTURE(c.name);
                    CAPTURE(at);
                    CAPTURE(fault == Fault::hangs_after);
                    CAPTURE(bench.hosts.fault_command);
                    check_promises(bench, c);
                    REQUIRE(bench.error.has_value());
                    CHECK(bench.error->kind() == kind);
                }
            }
        }
    }
}

TEST_CASE("interrupted twice, the deploy releases the lock and runs no failure hook") {
    const auto deploy = all_cases().front();
    const auto count = commands_of(deploy);
    for (std::size_t at = 0; at < count; ++at) {
        DeployBench bench;
        prepare(bench, deploy);
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

TEST_CASE("the io_context may be destroyed at any command of a run") {
    for (const auto& c : short_list()) {
        const auto count = commands_of(c);
        for (std::size_t at = 0; at < count; ++at) {
            DeployBench bench;
            prepare(bench, c);
            bench.hosts.fault = Fault::hangs;
            bench.hosts.fault_at = at;

            const bool hung = bench.tear_down_when_hanging();

            CAPTURE(at);
            CHECK(hung);
            bench.interrupt.request(ErrorKind::interrupted_int);  // nobody listens any more
        }
    }
}

TEST_CASE("whatever is thrown, the failure path runs and the other hosts end") {
    const auto deploy = all_cases().front();
    const auto count = commands_of(deploy);
    for (std::size_t at = 0; at < count; ++at) {
        DeployBench bench;
        prepare(bench, deploy);
        bench.hosts.fault = Fault::throws;
        bench.hosts.fault_at = at;

        bench.run();

        CAPTURE(at);
        CAPTURE(bench.hosts.fault_command);
        CHECK_FALSE(bench.hosts.hosts["h1"].lock_details.has_value());
        REQUIRE(bench.error.has_value());
        CHECK(bench.error->kind() == ErrorKind::internal);
        CHECK(bench.started("post-deploy-failure") == 1);
    }
}

TEST_CASE("only unchecked commands may fail without ending the deploy") {
    const auto deploy = all_cases().front();
    const auto count = commands_of(deploy);
    std::set<std::string> tolerated;

    for (std::size_t at = 0; at < count; ++at) {
        DeployBench bench;
        prepare(bench, deploy);
        bench.hosts.fault = Fault::fails;
        bench.hosts.fault_at = at;
        bench.run();
        if (!bench.error) tolerated.insert(bench.hosts.fault_command);
    }

    CHECK(tolerated ==
          std::set<std::string>{"ask for the registry mirror", "remove image", "stop container"});
}

TEST_CASE("a lock that was taken by hand is kept, but not when taking it was interrupted") {
    verb::LockAcquire acquire;
    acquire.message = "maintenance";
    DeployBench kept;
    kept.request = Request(acquire);
    kept.run();
    CHECK_FALSE(kept.error.has_value());
    CHECK(kept.hosts.hosts["h1"].lock_details.has_value());

    DeployBench interrupted;
    interrupted.request = Request(acquire);
    interrupted.hosts.fault = Fault::hangs_after;
    interrupted.hosts.hang_on = "mkdir .kamal/lock-app";
    interrupted.hosts.on_hang = [&] { interrupted.interrupt.request(ErrorKind::interrupted_int); };
    interrupted.run();
    REQUIRE(interrupted.error.has_value());
    CHECK(interrupted.error->kind() == ErrorKind::interrupted_int);
    CHECK_FALSE(interrupted.hosts.hosts["h1"].lock_details.has_value());
}
