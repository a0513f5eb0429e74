#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "base/base64.hpp"
#include "deploy_bench.hpp"

using wheels::Error;
using wheels::ErrorKind;
using wheels::ExecResult;
using wheels::RoleOutcome;
using wheels::test::DeployBench;
namespace event = wheels::event;

namespace {

using Names = std::vector<std::string>;

bool ran(const DeployBench& bench, const std::string& host, const std::string& command) {
    const auto found = bench.hosts.hosts.find(host);
    if (found == bench.hosts.hosts.end()) return false;
    const auto& names = found->second.ran;
    return std::find(names.begin(), names.end(), command) != names.end();
}

long count(const DeployBench& bench, const std::string& host, const std::string& command) {
    const auto& names = bench.hosts.hosts.at(host).ran;
    return std::count(names.begin(), names.end(), command);
}

ExecResult answer(int status, std::string out, std::string err = "") {
    ExecResult result;
    result.status = status;
    result.out = std::move(out);
    result.err = std::move(err);
    return result;
}

bool warned(const DeployBench& bench, const std::string& text) {
    for (const auto& notice : bench.sink.all<event::Notice>()) {
        if (notice.level == event::Notice::Level::warning && notice.text.find(text) != std::string::npos)
            return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a host with one role is told what Kamal would tell it, in this order") {
    DeployBench bench;

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.hosts.hosts["h2"].ran == Names{"log in to the registry",
                                               "ask for the registry mirror",
                                               "write audit log",
                                               "remove image",
                                               "pull image",
                                               "check image label",
                                               "create network",
                                               "look at the host",
                                               "make proxy directory",
                                               "start proxy",
                                               "write audit log",
                                               "make env directory",
                                               "upload env file",
                                               "run container",
                                               "switch proxy to the new container",
                                               "stop container",
                                               "write audit log",
                                               "tag image",
                                               "write audit log",
                                               "prune containers",
                                               "write audit log",
                                               "prune dangling images",
                                               "prune images"});
    for (const auto& outcome : bench.report->roles) {
        CHECK(outcome.state == RoleOutcome::State::old_stopped);
        CHECK(outcome.old_version == "v1");
    }
}

TEST_CASE("a held lock ends the deploy before anything is pulled, and names its holder") {
    DeployBench bench;
    bench.add_hook("post-deploy-failure");
    bench.hosts.hosts["h1"].lock_details = wheels::base64::encode(
        "Locked by: Somebody at 2026-01-01T00:00:00Z\nVersion: v9\nMessage: Automatic deploy lock");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::lock_held);
    CHECK(bench.error->message() ==
          "the deploy lock is held: Locked by: Somebody at 2026-01-01T00:00:00Z, Version: v9, Message: "
          "Automatic deploy lock");
    CHECK_FALSE(ran(bench, "h2", "pull image"));
    CHECK(bench.hosts.hosts["h1"].lock_details.has_value());
    CHECK(bench.started("post-deploy-failure") == 1);
}

TEST_CASE("--lock-wait gives up at once on a lock that was taken by hand") {
    DeployBench bench;
    bench.request.lock_wait.wait = true;
    bench.hosts.hosts["h1"].lock_details = wheels::base64::encode(
        "Locked by: Somebody at 2026-01-01T00:00:00Z\nVersion: v9\nMessage: maintenance");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::lock_held);
    CHECK(bench.error->message().find("held by hand") != std::string::npos);
}

TEST_CASE("--lock-wait waits for an automatic lock and then times out") {
    DeployBench bench;
    bench.request.lock_wait.wait = true;
    bench.request.lock_wait.timeout = std::chrono::seconds(0);
    bench.hosts.hosts["h1"].lock_details = wheels::base64::encode(
        "Locked by: Somebody at 2026-01-01T00:00:00Z\nVersion: v9\nMessage: Automatic deploy lock");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::lock_held);
    CHECK(bench.error->message().find("timed out after 0 s") != std::string::npos);
}

TEST_CASE("with KAMAL_LOCK=true the lock of the deploy around us is neither taken nor released") {
    DeployBench bench;
    bench.environment["KAMAL_LOCK"] = "true";
    bench.hosts.hosts["h1"].lock_details = "somebody's";

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.hosts.hosts["h1"].lock_details == "somebody's");
}

TEST_CASE("a refusing pre-deploy hook means that no host was ever connected to") {
    DeployBench bench;
    bench.add_hook("pre-deploy");
    bench.add_hook("post-deploy-failure");
    bench.processes.answer = [](const wheels::ChildSpec& spec) {
        wheels::test::ScriptedProcesses::Answer said;
        said.status = spec.argv.front().ends_with("pre-deploy") ? 7 : 0;
        return said;
    };

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::hook_failed);
    CHECK(bench.hosts.commands == 0);
    CHECK(bench.started("post-deploy-failure") == 0);
}

TEST_CASE(
    "a failing post-deploy hook fails the deploy after the fact, and the failure hook's own failure is only "
    "logged") {
    DeployBench bench;
    bench.add_hook("post-deploy");
    bench.add_hook("post-deploy-failure");
    bench.processes.answer = [](const wheels::ChildSpec&) {
        wheels::test::ScriptedProcesses::Answer said;
        said.status = 3;
        return said;
    };

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::hook_failed);
    CHECK(bench.error->message().find("Hook post-deploy exited with code 3") != std::string::npos);
    CHECK_FALSE(bench.hosts.hosts["h1"].lock_details.has_value());
    REQUIRE_FALSE(bench.sink.hook_lines.empty());
    CHECK(bench.sink.hook_lines.back() ==
          "[hook:post-deploy-failure] Hook post-deploy-failure exited with code 3 "
          "(ignored — surfacing the original deploy error)");
}

TEST_CASE("--skip-hooks runs none of them, the failure hook included") {
    DeployBench bench;
    bench.add_hook("pre-deploy");
    bench.add_hook("post-deploy-failure");
    bench.request.skip_hooks = true;
    bench.hosts.answers["h2 docker pull"] = answer(1, "", "manifest unknown");

    bench.run();

    CHECK(bench.error.has_value());
    CHECK(bench.processes.started.empty());
}

TEST_CASE("an unhealthy container is reported with its log, and the old one goes on serving") {
    DeployBench bench;
    bench.hosts.answers["h2 kamal-proxy deploy"] =
        answer(1, "", "Error: target failed to become healthy within configured timeout (30s)\n");
    bench.hosts.answers["h2 docker logs"] = answer(0, "panic: no database\n");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::unhealthy);
    REQUIRE(bench.error->failures().size() == 1);
    const auto& failure = bench.error->failures().front();
    CHECK(failure.host == "h2");
    CHECK(failure.container_log == Names{"panic: no database"});
    CHECK(bench.hosts.is_served("h2", "app-web"));
    CHECK_FALSE(bench.hosts.hosts["h2"].containers.back().running);
    CHECK_FALSE(ran(bench, "h1", "tag image"));
}

TEST_CASE("all failing hosts are told, in the order of deploy.yml, and the first decides the kind") {
    DeployBench bench;
    bench.hosts.refused.emplace("h3", Error(ErrorKind::authentication, "h3 accepted none of our keys"));
    bench.hosts.refused.emplace("h1", Error(ErrorKind::host_key, "the host key of h1 has changed"));

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::host_key);
    REQUIRE(bench.error->failures().size() == 2);
    CHECK(bench.error->failures()[0].host == "h1");
    CHECK(bench.error->failures()[1].host == "h3");
    CHECK(bench.hosts.commands == 0);
    CHECK(bench.sink.all<event::HostFailed>().size() == 2);
}

TEST_CASE("when the first container of the primary role fails, no other role is booted") {
    DeployBench bench;
    for (const auto* host : {"h1", "h2", "h3"}) {
        bench.hosts.answers[std::string(host) + " kamal-proxy deploy"] = answer(1, "", "Error: no");
    }
    bench.config.roles.push_back(wheels::test::sample_role("jobs", {"h2"}, false));
    bench.config.boot.parallel_roles = true;

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(count(bench, "h3", "run container") == 1);
    CHECK(count(bench, "h2", "run container") == 1);
}

TEST_CASE("roles that fail on one host at once are told one by one, and are one host") {
    DeployBench bench;
    bench.config.boot.parallel_roles = true;
    for (const auto* role : {"workers", "jobs"}) {
        if (role != std::string("workers"))
            bench.config.roles.push_back(wheels::test::sample_role(role, {"h3"}, false));
        bench.hosts
            .answers[std::string("h3 docker run --detach --restart unless-stopped --name app-") + role] =
            answer(1, "", std::string("no space for ") + role);
    }

    bench.run();

    REQUIRE(bench.error.has_value());
    REQUIRE(bench.error->failures().size() == 2);
    CHECK(bench.error->failures()[0].message.find("no space for jobs") != std::string::npos);
    CHECK(bench.error->failures()[1].message.find("no space for workers") != std::string::npos);
    CHECK(bench.error->failed_hosts() == Names{"h3"});
    CHECK(bench.outcome("h3", "workers").state == RoleOutcome::State::failed);
    CHECK(bench.outcome("h3", "jobs").state == RoleOutcome::State::failed);
    CHECK(bench.outcome("h1", "web").state == RoleOutcome::State::old_stopped);
}

TEST_CASE("the step that is told of a lost connection is the one that ran") {
    DeployBench bench;
    bench.hosts.fault = wheels::test::ScriptedHosts::Fault::dies_after;
    bench.hosts.fault_at = 10;

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->failures().at(0).step == bench.hosts.fault_command);
}

TEST_CASE("a failing boot group keeps the next group from starting") {
    DeployBench bench;
    bench.config.boot.limit = 1;
    bench.hosts.answers["h1 kamal-proxy deploy"] = answer(1, "", "Error: no");

    bench.run();

    CHECK(bench.error.has_value());
    CHECK(ran(bench, "h1", "run container"));
    CHECK_FALSE(ran(bench, "h2", "run container"));
    CHECK_FALSE(ran(bench, "h3", "run container"));
}

TEST_CASE("after every group of hosts the deploy waits as long as it is told") {
    DeployBench bench;
    bench.config.boot.limit = 1;
    bench.config.boot.wait = 1;

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.clock.paused() == std::chrono::seconds(3));  // once for each host
}

TEST_CASE(
    "where the registry has no such tag, the way out is told, and for a commit's tag its likely cause") {
    const auto missing = answer(1, "", "Error response from daemon: manifest unknown");
    DeployBench bench;
    bench.config.version = "1a2b3c4d5";
    bench.hosts.answers["h2 docker pull"] = missing;
    bench.run();
    REQUIRE(bench.error.has_value());
    CHECK(bench.error->failures().at(0).hint.starts_with("the registry has no tag 1a2b3c4d5 of "));
    CHECK(bench.error->failures().at(0).hint.find("from clone to clone") != std::string::npos);

    DeployBench rehearsal;
    rehearsal.config.version = "v7";
    rehearsal.config.playground.emplace();
    rehearsal.hosts.answers["h2 docker pull"] = missing;
    rehearsal.run();
    REQUIRE(rehearsal.error.has_value());
    CHECK(rehearsal.error->failures().at(0).hint.find("`wheels deploy playground image v7 IMAGE`") !=
          std::string::npos);

    DeployBench by_name;
    by_name.hosts.answers["h2 docker pull"] = missing;
    by_name.run();
    REQUIRE(by_name.error.has_value());
    CHECK(by_name.error->failures().at(0).hint.find("from clone to clone") == std::string::npos);
    CHECK(by_name.error->failures().at(0).hint.find("--release VERSION") != std::string::npos);
}

TEST_CASE("one host per registry mirror pulls before the others do") {
    DeployBench bench;
    for (const auto* host : {"h1", "h2", "h3"}) {
        bench.hosts.answers[std::string(host) + " docker info"] = answer(0, "http://mirror.test\n");
    }
    bench.hosts.answers["h1 docker pull"] = answer(1, "", "manifest unknown");

    bench.run();

    CHECK(bench.error.has_value());
    CHECK(ran(bench, "h1", "pull image"));
    CHECK_FALSE(ran(bench, "h2", "pull image"));
}

TEST_CASE("rollback to a version that a host lacks changes nothing and lists what is there") {
    DeployBench bench;
    bench.request.verb = wheels::verb::Rollback{"v0"};
    bench.config.version = "v0";
    bench.add_hook("pre-deploy");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(wheels::exit_status(bench.error->kind()) == 1);
    CHECK(bench.error->failures().front().message.find(
              "there is no container of version v0; there are: v1") == 0);
    CHECK(bench.started("pre-deploy") == 0);
    CHECK_FALSE(ran(bench, "h1", "acquire the deploy lock"));
}

TEST_CASE("the lock is taken on the primary host of the whole configuration, whatever the filter says") {
    DeployBench bench;
    bench.request.filter.hosts = {"h2"};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(ran(bench, "h1", "acquire the deploy lock"));
    CHECK_FALSE(ran(bench, "h1", "pull image"));
    CHECK(ran(bench, "h2", "run container"));
    CHECK_FALSE(ran(bench, "h3", "run container"));
}

TEST_CASE("hosts of accessories get the run directory, the network and a pruning, but not the app") {
    DeployBench bench;
    wheels::Accessory db;
    db.hosts = {"h8"};
    wheels::Accessory search;
    search.hosts = {"h9"};
    search.proxy.emplace();
    bench.config.accessories = {db, search};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.hosts.hosts["h8"].ran == std::vector<std::string>{"make run directory", "create network",
                                                                  "write audit log", "prune containers",
                                                                  "write audit log", "prune dangling images",
                                                                  "prune images"});
    CHECK(ran(bench, "h9", "start proxy"));
    CHECK(ran(bench, "h9", "log in to the registry"));
    CHECK_FALSE(ran(bench, "h9", "pull image"));
}

TEST_CASE("a deploy to the host of an accessory alone does what there is to do there") {
    DeployBench bench;
    wheels::Accessory db;
    db.hosts = {"h8"};
    bench.config.accessories = {db};
    bench.request.filter.hosts = {"h8"};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(ran(bench, "h8", "create network"));
    CHECK(ran(bench, "h8", "prune images"));
    CHECK_FALSE(ran(bench, "h1", "pull image"));
}

TEST_CASE("no proxy is started anywhere where the network cannot be made on every host") {
    DeployBench bench;
    bench.hosts.answers["h2 docker network create"] = answer(1, "", "the daemon is on fire");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK_FALSE(ran(bench, "h1", "start proxy"));
    CHECK_FALSE(ran(bench, "h3", "start proxy"));
}

TEST_CASE("setup makes the run directory before it knows whether there is a Docker") {
    DeployBench bench;
    bench.request.verb = wheels::verb::Setup{true};

    bench.run();

    CHECK(ran(bench, "h2", "make run directory"));
}

TEST_CASE("setup boots an accessory where there is no container of it yet") {
    DeployBench bench;
    bench.request.verb = wheels::verb::Setup{true};
    wheels::Accessory db;
    db.name = "db";
    db.service = "app-db";
    db.image = "mysql:8";
    db.hosts = {"h1", "h2"};
    bench.config.accessories = {db};
    bench.hosts.answers["h2 label=service=app-db"] = answer(0, "0123456789ab\n");

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(ran(bench, "h1", "run accessory db"));
    CHECK_FALSE(ran(bench, "h2", "run accessory db"));
    CHECK(ran(bench, "h3", "run container"));
    CHECK_FALSE(ran(bench, "h1", "install Docker"));
}

TEST_CASE("Docker is installed where it is missing, and who may not install it is told so") {
    DeployBench bench;
    bench.request.verb = wheels::verb::Bootstrap();
    bench.hosts.answers["h1 docker -v"] = answer(127, "");
    bench.hosts.answers["h2 docker -v"] = answer(127, "");
    bench.hosts.answers["h2 sudo -nl"] = answer(1, "");

    bench.run();

    CHECK(ran(bench, "h1", "install Docker"));
    CHECK_FALSE(ran(bench, "h1", "add the user to Docker's group"));
    CHECK_FALSE(ran(bench, "h3", "install Docker"));
    REQUIRE(bench.error.has_value());
    REQUIRE(bench.error->failures().size() == 1);
    CHECK(bench.error->failures().front().host == "h2");
    CHECK(bench.error->failures().front().message.find("Docker is not installed") != std::string::npos);
    CHECK_FALSE(bench.hosts.hosts["h1"].lock_details.has_value());
}

TEST_CASE("pruning containers keeps as many as it is told") {
    DeployBench bench;
    wheels::verb::Prune prune;
    prune.what = wheels::verb::Prune::What::containers;
    prune.retain = 2;
    bench.request.verb = prune;

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(ran(bench, "h3", "prune containers"));
    CHECK_FALSE(ran(bench, "h3", "prune images"));
    CHECK_FALSE(bench.hosts.hosts["h1"].lock_details.has_value());
}

TEST_CASE("assets are filled before the boot and cleared away after the old container has stopped") {
    DeployBench bench;
    bench.config.roles[0].asset_path.emplace();
    bench.config.roles[0].asset_path->path = "/assets";

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    const auto& done = bench.hosts.hosts["h1"].ran;
    const auto at = [&](const std::string& name) { return std::find(done.begin(), done.end(), name); };
    CHECK(at("fill asset volumes") < at("run container"));
    CHECK(at("stop container") < at("clean up assets"));
    CHECK(at("clean up assets") < at("tag image"));
}

TEST_CASE("a container of the same version is renamed, and stopped after the switch") {
    DeployBench bench;
    bench.config.version = "v1";

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    const auto& containers = bench.hosts.hosts["h1"].containers;
    REQUIRE(containers.size() == 2);
    CHECK(containers[0].name == "app-web-v1_replaced_ffffffffffffffff");
    CHECK_FALSE(containers[0].running);
    CHECK(containers[1].name == "app-web-v1");
    CHECK(bench.hosts.is_served("h1", "app-web"));
}

TEST_CASE("a proxy that is too old is an error that names the host and the version") {
    DeployBench bench;
    bench.hosts.answers["h2 docker ps -a"] =
        answer(0, "container|" + std::string(64, 'a') + "|/kamal-proxy|sha256:" + std::string(64, 'b') +
                      "|basecamp/kamal-proxy:v0.8.0|running|||\nlatest|\nend\n");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->failures().front().host == "h2");
    CHECK(bench.error->message().find("v0.8.0 is too old") != std::string::npos);
}

TEST_CASE("a dry run plans every host, runs no hook, connects nowhere and shows no secret") {
    DeployBench bench;
    bench.add_hook("pre-deploy");
    bench.config.roles[0].env_by_host["h1"].clear = {{"LEAK", "database-password"}};

    bench.run_dry();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.hosts.commands == 0);
    CHECK(bench.processes.started.empty());
    bool planned_run = false;
    bool planned_hook = false;
    for (const auto& planned : bench.sink.all<event::Planned>()) {
        CHECK(planned.text.find("database-password") == std::string::npos);
        CHECK(planned.text.find("registry-password") == std::string::npos);
        planned_run = planned_run || (planned.host == "h1" && planned.text.find("docker run --detach") == 0);
        planned_hook =
            planned_hook || (planned.host == "local" && planned.text.find("pre-deploy") != std::string::npos);
    }
    CHECK(planned_run);
    CHECK(planned_hook);
}

TEST_CASE("an interruption after docker run and before the switch stops the new container") {
    DeployBench bench;
    bench.hosts.on_hang = [&] { bench.interrupt.request(ErrorKind::interrupted_term); };
    bench.hosts.fault = wheels::test::ScriptedHosts::Fault::hangs;
    bench.config.roles = {wheels::test::sample_role("workers", {"h3"}, false)};
    bench.config.primary_role = "workers";
    bench.hosts.hang_on = ".State.Health.Status";

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::interrupted_term);
    const auto& containers = bench.hosts.hosts["h3"].containers;
    CHECK(containers.back().name == "app-workers-v2");
    CHECK_FALSE(containers.back().running);
}

TEST_CASE("interrupted while the proxy switches, both containers are left running") {
    DeployBench bench;
    bench.hosts.on_hang = [&] { bench.interrupt.request(ErrorKind::interrupted_int); };
    bench.hosts.fault = wheels::test::ScriptedHosts::Fault::hangs;
    bench.config.roles = {wheels::test::sample_role("web", {"h1"}, true)};
    bench.hosts.hang_on = "kamal-proxy deploy";

    bench.run();

    REQUIRE(bench.error.has_value());
    for (const auto& container : bench.hosts.hosts["h1"].containers) CHECK(container.running);
}

TEST_CASE("a lock that somebody else has by now, or nobody, is left alone and does not fail the deploy") {
    for (const std::optional<std::string>& holder : {std::optional<std::string>("c29tZWJvZHk="), {}}) {
        DeployBench bench;
        bench.add_hook("post-app-boot");
        bench.processes.answer = [&](const wheels::ChildSpec&) {
            bench.hosts.hosts["h1"].lock_details = holder;
            return wheels::test::ScriptedProcesses::Answer{};
        };

        bench.run();

        CHECK_FALSE(bench.error.has_value());
        CHECK(bench.hosts.hosts["h1"].lock_details == holder);
        CHECK(warned(bench, "the deploy lock was not ours any more"));
    }
}

TEST_CASE("a lock that cannot be released is a warning and does not replace the original error") {
    DeployBench bench;
    bench.hosts.answers["h1 \"$(cat .kamal/lock"] = answer(1, "", "rm: cannot remove: Read-only file system");
    bench.hosts.answers["h2 docker pull"] = answer(1, "", "manifest unknown");

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->failures().front().step == "pull image");
    CHECK(warned(bench, "could not release the deploy lock"));
}
