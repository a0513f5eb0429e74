#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "deploy_bench.hpp"

using wheels::ErrorKind;
using wheels::test::DeployBench;
using wheels::test::ScriptedProcesses;
namespace event = wheels::event;

namespace {

using Names = std::vector<std::string>;

/// `lines` are the commands of this machine and its hooks, `inputs` what they got on standard input.
struct RegistryBench : DeployBench {
    explicit RegistryBench(wheels::Verb verb = wheels::verb::RegistryLogin()) {
        request = wheels::Request(std::move(verb));
        processes.answer = [this](const wheels::ChildSpec& spec) {
            lines.push_back(spec.argv.back());
            if (spec.input == wheels::ChildSpec::Input::bytes) inputs.push_back(spec.input_bytes.reveal());
            return answer;
        };
    }

    Names ran_on(const std::string& host) { return hosts.hosts[host].ran; }

    Names lines;
    Names inputs;
    ScriptedProcesses::Answer answer;
};

}  // namespace

TEST_CASE("a login goes to this machine, then to every host at once, without a lock") {
    RegistryBench bench;
    bench.add_hook("pre-connect");
    bench.add_hook("pre-deploy");

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.lines ==
          Names{"docker login registry.test:5000 -u deployer --password-stdin", ".kamal/hooks/pre-connect"});
    CHECK(bench.inputs == Names{"registry-password"});
    for (const auto* host : {"h1", "h2", "h3"}) CHECK(bench.ran_on(host) == Names{"log in to the registry"});
}

TEST_CASE("a logout needs no password and goes the same way") {
    RegistryBench bench{wheels::verb::RegistryLogout()};
    bench.config.registry.password = {};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.lines == Names{"docker logout registry.test:5000"});
    for (const auto* host : {"h1", "h2", "h3"}) CHECK(bench.ran_on(host) == Names{"log out of the registry"});
}

TEST_CASE("a filter without the primary host leaves the primary host alone") {
    RegistryBench bench;
    bench.request.filter.hosts = {"h2"};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.ran_on("h2") == Names{"log in to the registry"});
    CHECK(bench.hosts.commands == 1);
}

TEST_CASE("what this machine's docker refuses is not tried on the hosts, and the account is named") {
    RegistryBench bench;
    bench.add_hook("pre-connect");
    bench.answer = {1, "Error response from daemon: unauthorized: registry-password is wrong\n"};

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(bench.error->kind() == ErrorKind::command_failed);
    CHECK(bench.lines.size() == 1);
    CHECK(bench.hosts.commands == 0);
    REQUIRE(bench.error->failures().size() == 1);
    const auto& failure = bench.error->failures().front();
    CHECK(failure.host.empty());
    CHECK(failure.message == "exit status 1: Error response from daemon: unauthorized: [REDACTED] is wrong");
    CHECK(failure.hint.find("registry/password") != std::string::npos);
}

TEST_CASE("every host that cannot log in is named with what the registry said") {
    RegistryBench bench;
    wheels::ExecResult refused;
    refused.status = 1;
    refused.err = "Error response from daemon: unauthorized\n";
    for (const auto* host : {"h1", "h3"}) bench.hosts.answers[std::string(host) + " docker login"] = refused;

    bench.run();

    REQUIRE(bench.error.has_value());
    REQUIRE(bench.error->failures().size() == 2);
    CHECK(bench.error->failures()[0].host == "h1");
    CHECK(bench.error->failures()[1].host == "h3");
    for (const auto& failure : bench.error->failures()) {
        CHECK(failure.message == "exit status 1: Error response from daemon: unauthorized");
        CHECK(failure.hint.find("registry/username") != std::string::npos);
    }
    CHECK(bench.ran_on("h2") == Names{"log in to the registry"});
}

TEST_CASE("a registry that this machine serves is removed though it was not there, which is said") {
    RegistryBench bench{wheels::verb::RegistryLogout()};
    bench.config.registry.server = "localhost:5000";
    bench.answer = {1, "Error response from daemon: No such container: kamal-docker-registry\n"};

    bench.run();

    CHECK_FALSE(bench.error.has_value());
    CHECK(bench.lines == Names{"docker stop kamal-docker-registry && docker rm kamal-docker-registry"});
    CHECK(bench.hosts.commands == 0);
    std::string told;
    for (const auto& notice : bench.sink.all<event::Notice>()) told += notice.text;
    CHECK(told.find("No such container") != std::string::npos);
}

TEST_CASE("a registry that this machine serves and that could not be removed is an error") {
    RegistryBench bench{wheels::verb::RegistryLogout()};
    bench.config.registry.server = "localhost:5000";
    bench.answer = {1, "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.\n"};

    bench.run();

    REQUIRE(bench.error.has_value());
    CHECK(std::string(bench.error->what()).find("Cannot connect to the Docker daemon") != std::string::npos);
}

TEST_CASE("where docker is missing nobody is asked about the account") {
    RegistryBench bench{wheels::verb::RegistryLogin()};
    wheels::ExecResult missing;
    missing.status = 127;
    missing.err = "sh: 1: docker: not found\n";
    bench.hosts.answers["h1 docker login"] = missing;

    bench.run();

    REQUIRE(bench.error.has_value());
    REQUIRE(bench.error->failures().size() == 1);
    CHECK(bench.error->failures()[0].message == "exit status 127: sh: 1: docker: not found");
    CHECK(bench.error->failures()[0].hint.empty());
}
