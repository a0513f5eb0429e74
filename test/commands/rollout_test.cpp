#include "commands/rollout.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sample.hpp"
#include "wheels/error.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("a canary is told to the proxy by its service, and given a share") {
    auto config = sample_config();
    config.deploy_timeout = 30;
    config.drain_timeout = 5;
    const auto& web = config.roles[0];
    const auto service = config.container_prefix(web);

    CHECK(rollout_deploy(config, web, "0123456789ab").line ==
          "docker exec kamal-proxy kamal-proxy rollout deploy " + service + " --target=\"0123456789ab:" +
              std::to_string(web.proxy->app_port) + "\" --deploy-timeout=\"30s\" --drain-timeout=\"5s\"");
    CHECK(rollout_deploy(config, web, "0123456789ab").deadline > std::chrono::seconds(35));
    CHECK(rollout_set(config, web, CanaryShare(10)).line ==
          "docker exec kamal-proxy kamal-proxy rollout set " + service + " --percent=\"10\"");
    CHECK(rollout_set(config, web, CanaryShare(0, {"alice", "$(bob)"})).line ==
          "docker exec kamal-proxy kamal-proxy rollout set " + service +
              " --percent=\"0\" --list=\"alice\" --list=\"\\$(bob)\"");
    CHECK(rollout_stop(config, web).line == "docker exec kamal-proxy kamal-proxy rollout stop " + service);
}

TEST_CASE("a deploy asks for canaries only where there was one") {
    const auto config = sample_config();
    CHECK(note_canary(config).line == "mkdir -p .kamal/apps/app && : > .kamal/apps/app/had-canary");
    CHECK(read_proxy_state_if_noted(config).line ==
          "[ ! -e .kamal/apps/app/had-canary ] || { " + read_proxy_state().line + "; }");
}

TEST_CASE("what the proxy serves is read from its state") {
    const auto services = replies::parse_proxy_state(
        R"([{"name":"app-web","options":{"hosts":[""]},"active_targets":["0123456789ab:80"],"rollout_targets":["ba9876543210:80"],
             "rollout_controller":{"percentage":10,"percentage_split_point":4.2e8,"allowlist":["alice"]}},
            {"name":"other","active_targets":["aaaaaaaaaaaa:3000"],"rollout_targets":["bbbbbbbbbbbb:3000"],"rollout_controller":null},
            {"name":"old","active_target":"cccccccccccc:80","rollout_target":"dddddddddddd:80",
             "rollout_controller":{"percentage":0,"allowlist":null}}])");

    REQUIRE(services.size() == 3);
    CHECK(services[0].name == "app-web");
    CHECK(services[0].target == "0123456789ab");
    CHECK(services[0].second == "ba9876543210");
    CHECK(services[0].share.percent == 10);
    CHECK(services[0].share.visitors == std::vector<std::string>{"alice"});
    CHECK(services[1].second.empty());  // it was stopped
    CHECK(services[2].target == "cccccccccccc");
    CHECK(services[2].second == "dddddddddddd");
}

TEST_CASE("a proxy that has never served has no services, and a torn file is an error") {
    CHECK(replies::parse_proxy_state("").empty());
    CHECK(replies::parse_proxy_state("[]\n").empty());
    for (const auto* text :
         {"[{\"name\"", "{}x", "[1]", "[{\"name\":\"a\",\"rollout_controller\":{}}]", "null x"})
        CHECK_THROWS_AS(replies::parse_proxy_state(text), Error);

    CHECK(replies::has_no_proxy_state("Error response from daemon: No such container: kamal-proxy\n"));
    CHECK(replies::has_no_proxy_state(
        "Error response from daemon: Could not find the file /home/kamal-proxy/x in container kamal-proxy"));
    CHECK_FALSE(replies::has_no_proxy_state("Cannot connect to the Docker daemon"));
}
