#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "deploy_bench.hpp"

using wheels::ErrorKind;
using wheels::test::DeployBench;
using wheels::test::ScriptedHosts;
namespace event = wheels::event;

namespace {

/// A deploy of an image that is in the registry of this machine.
struct LocalRegistryBench : DeployBench {
    LocalRegistryBench() {
        config.registry = wheels::Registry();
        config.registry.server = "localhost:5000";
    }

    /// What a host did between the first and the second of these, both included.
    std::vector<std::string> part(const std::string& host,
                                  const std::string& from,
                                  const std::string& to) const {
        const auto& ran = hosts.hosts.at(host).ran;
        const auto begin = std::find(ran.begin(), ran.end(), from);
        const auto end = std::find(begin, ran.end(), to);
        return {begin, end == ran.end() ? end : end + 1};
    }
    bool ran(const std::string& host, const std::string& name) const {
        const auto& all = hosts.hosts.at(host).ran;
        return std::find(all.begin(), all.end(), name) != all.end();
    }
};

}  // namespace

TEST_CASE("a host reaches the registry of this machine while it pulls, and no longer") {
    LocalRegistryBench bench;

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    for (const auto* host : {"h1", "h2", "h3"}) {
        CAPTURE(host);
        const std::vector<std::string> wanted{"forward port 5000", "write audit log",
                                              "remove image",      "pull image",
                                              "check image label", "forward port 5000 ends"};
        const auto seen = bench.part(host, "forward port 5000", "forward port 5000 ends");
        std::string told;
        for (const auto& name : seen) told += name + "\n";
        CAPTURE(told);
        CHECK(seen == wanted);
        CHECK_FALSE(bench.ran(host, "log in to the registry"));
        CHECK(bench.hosts.is_served(host, "app-web"));
    }
}

TEST_CASE("every verb that pulls forwards the port, and no other") {
    const struct {
        wheels::Verb verb;
        bool forwards;
    } cases[] = {{wheels::verb::Setup{true}, true},
                 {wheels::verb::Redeploy{true}, true},
                 {wheels::verb::BuildPull(), true},
                 {wheels::verb::Prune(), false}};
    for (const auto& c : cases) {
        CAPTURE(c.verb.index());
        LocalRegistryBench bench;
        bench.request.verb = c.verb;

        bench.run();

        CHECK_FALSE(bench.error.has_value());
        CHECK(bench.ran("h2", "forward port 5000") == c.forwards);
    }
}

TEST_CASE("a registry elsewhere needs no forward") {
    DeployBench bench;
    bench.run();
    for (const auto& name : bench.hosts.hosts.at("h1").ran) CHECK(name.find("forward") == std::string::npos);
}

TEST_CASE("one host of a mirror pulls first, over a forward that is gone before the others begin") {
    LocalRegistryBench bench;
    for (const auto* host : {"h1", "h2", "h3"}) {
        wheels::ExecResult mirror;
        mirror.out = "http://mirror.test\n";
        bench.hosts.answers[std::string(host) + " docker info"] = mirror;
    }

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    std::vector<std::string> pulls;
    for (const auto& started : bench.sink.all<event::CommandStarted>()) {
        if (started.name == "pull image") pulls.push_back(started.host);
    }
    REQUIRE(pulls.size() == 3);
    CHECK(pulls.front() == "h1");
}

TEST_CASE("a host that does not forward the port is named, and the lock is given back") {
    LocalRegistryBench bench;
    bench.hosts.no_forward.emplace(
        "h2", wheels::Error(ErrorKind::command_failed, "h2 refuses to forward its port 5000", "look there"));

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::command_failed);
    REQUIRE(bench.error->failures().size() == 1);
    const auto& failure = bench.error->failures().front();
    CHECK(failure.host == "h2");
    CHECK(failure.step == "forward port 5000");
    CHECK(failure.message == "h2 refuses to forward its port 5000");
    CHECK(failure.hint == "look there");
    CHECK_FALSE(bench.ran("h2", "pull image"));
    CHECK(bench.ran("h3", "pull image"));
    CHECK_FALSE(bench.ran("h1", "run container"));
    CHECK_FALSE(bench.hosts.hosts.at("h1").lock_details.has_value());
}

TEST_CASE("a forward that is lost ends the pull of its host, and the lock is given back") {
    LocalRegistryBench bench;
    bench.hosts.lose_forward.emplace("h1", wheels::Error(ErrorKind::connection_lost, "lost it"));
    bench.hosts.fault = ScriptedHosts::Fault::hangs;
    bench.hosts.hang_on = "docker pull";
    bench.config.roles = {wheels::test::sample_role("web", {"h1"}, true)};

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::connection_lost);
    CHECK(bench.error->failures().front().host == "h1");
    CHECK(bench.error->failures().front().message == "lost it");
    CHECK_FALSE(bench.hosts.hosts.at("h1").lock_details.has_value());
}

TEST_CASE("a pull that fails because nothing answers here says how to mend it") {
    LocalRegistryBench bench;
    bench.hosts.forward_trouble["h3"] = "nothing answers on localhost:5000 of this machine (refused)";
    wheels::ExecResult refused;
    refused.status = 1;
    refused.err = "Error response from daemon: Get \"http://localhost:5000/v2/\": EOF\n";
    bench.hosts.answers["h3 docker pull"] = refused;

    bench.run();

    REQUIRE(bench.error.has_value());
    REQUIRE(bench.error->failures().size() == 1);
    const auto& failure = bench.error->failures().front();
    CHECK(failure.host == "h3");
    CHECK(failure.step == "pull image");
    CHECK(failure.hint ==
          "nothing answers on localhost:5000 of this machine (refused): start the registry with `wheels "
          "deploy registry setup`");
    CHECK(bench.hosts.hosts.at("h3").ran.back() == "forward port 5000 ends");
}

TEST_CASE("an interrupted pull ends the forward, and the lock is given back") {
    LocalRegistryBench bench;
    bench.hosts.fault = ScriptedHosts::Fault::hangs;
    bench.hosts.hang_on = "docker pull";
    bench.hosts.on_hang = [&] { bench.interrupt.request(ErrorKind::interrupted_int); };

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::interrupted_int);
    for (const auto* host : {"h1", "h2", "h3"}) CHECK(bench.ran(host, "forward port 5000 ends"));
    CHECK_FALSE(bench.hosts.hosts.at("h1").lock_details.has_value());
}

TEST_CASE("whatever breaks or is interrupted, no port stays open and the lock is free") {
    using Fault = ScriptedHosts::Fault;
    LocalRegistryBench whole;
    whole.run();
    REQUIRE_FALSE(whole.error.has_value());
    for (const auto fault : {Fault::fails, Fault::dies_before, Fault::dies_after, Fault::hangs}) {
        for (std::size_t at = 0; at < whole.hosts.commands; ++at) {
            LocalRegistryBench bench;
            bench.hosts.fault = fault;
            bench.hosts.fault_at = at;
            bench.hosts.on_hang = [&] { bench.interrupt.request(ErrorKind::interrupted_term); };

            bench.run();

            CAPTURE(static_cast<int>(fault));
            CAPTURE(bench.hosts.fault_command);
            CHECK_FALSE(bench.hosts.hosts.at("h1").lock_details.has_value());
            for (const auto* host : {"h1", "h2", "h3"}) {
                CAPTURE(host);
                const auto& ran = bench.hosts.hosts[host].ran;
                CHECK(std::count(ran.begin(), ran.end(), "forward port 5000") ==
                      std::count(ran.begin(), ran.end(), "forward port 5000 ends"));
                CHECK(bench.hosts.is_served(host, "app-web"));
            }
        }
    }
}

TEST_CASE("a builder on another machine pushes through a forward of its own") {
    LocalRegistryBench bench;
    ScriptedHosts builders;
    bench.request = wheels::Request(wheels::verb::BuildPush());
    bench.config.builder.arches = {"arm64"};
    bench.config.builder.remote = "ssh://builder@b1:2222";
    bench.config.builder.context = ".";
    bench.project.write("Dockerfile", "FROM scratch\n");
    std::vector<std::string> forwarded_before;
    std::vector<std::string> lines;
    bench.processes.answer = [&](const wheels::ChildSpec& spec) {
        const auto& line = spec.argv.back();
        lines.push_back(line);
        if (line.find("buildx build") != std::string::npos) forwarded_before = builders.hosts["b1"].ran;
        return wheels::test::ScriptedProcesses::Answer{
            0, line.find("docker info") != std::string::npos ? "x86_64\n" : ""};
    };
    bench.builder_connector = &builders;

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(forwarded_before == std::vector<std::string>{"forward port 5000"});
    CHECK(builders.hosts["b1"].ran ==
          std::vector<std::string>{"forward port 5000", "forward port 5000 ends"});
    CHECK(std::find(lines.begin(), lines.end(),
                    "docker start kamal-docker-registry || docker run --detach -p 127.0.0.1:5000:5000 --name "
                    "kamal-docker-registry registry:3") != lines.end());
}

TEST_CASE("a remote builder that has nothing to build is not connected to") {
    LocalRegistryBench bench;
    ScriptedHosts builders;
    builders.refused.emplace("b1", wheels::Error(ErrorKind::connect, "refused"));
    bench.request = wheels::Request(wheels::verb::BuildPush());
    bench.config.builder.arches = {"amd64"};
    bench.config.builder.remote = "ssh://builder@b1:2222";
    bench.config.builder.context = ".";
    bench.project.write("Dockerfile", "FROM scratch\n");
    std::vector<std::string> lines;
    bench.processes.answer = [&](const wheels::ChildSpec& spec) {
        lines.push_back(spec.argv.back());
        return wheels::test::ScriptedProcesses::Answer{
            0, lines.back().find("docker info") != std::string::npos ? "x86_64\n" : ""};
    };
    bench.builder_connector = &builders;

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(builders.hosts["b1"].ran.empty());
    const auto builds = [](const std::string& line) {
        return line.find("--builder kamal-local-registry-") != std::string::npos;
    };
    CHECK(std::any_of(lines.begin(), lines.end(), builds));
}

TEST_CASE("a dry run tells of the forward, and makes none") {
    LocalRegistryBench bench;

    bench.run_dry();

    CHECK_FALSE(bench.error.has_value());
    int told = 0;
    for (const auto& planned : bench.sink.all<event::Planned>())
        told += planned.text == "ssh -R 5000:localhost:5000" ? 1 : 0;
    CHECK(told == 3);
}
