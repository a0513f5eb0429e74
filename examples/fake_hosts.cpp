// How a program that embeds wheels tests itself: its own rule, "a host that is full must not stop the
// release", on hosts that are none. Ends with 1 when it does not hold.
#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/use_future.hpp>
#include <chrono>
#include <cstdio>
#include <set>
#include <string>
#include <vector>

#include "wheels/project.hpp"
#include "wheels/testing.hpp"

namespace {

/// The program: deploys, and once more without the hosts that failed.
asio::awaitable<std::vector<std::string>> release(wheels::Project project, std::string version) {
    std::vector<std::string> left_out;
    try {
        co_await project.deploy({.version = version, .skip_push = true});
        co_return left_out;
    } catch (const wheels::RunError& error) {
        left_out = error.failed_hosts();
    }
    std::vector<std::string> others;
    for (const auto& host : project.hosts()) {
        if (std::find(left_out.begin(), left_out.end(), host) == left_out.end()) others.push_back(host);
    }
    co_await project.deploy({.version = version, .skip_push = true, .hosts = others});
    co_return left_out;
}

wheels::ProjectOptions shop() {
    wheels::ProjectOptions options;
    options.settings.emplace();
    auto& settings = *options.settings;
    settings["service"] = "shop";
    settings["image"] = "acme/shop";
    settings["servers"] = {"192.0.2.10", "192.0.2.11", "192.0.2.12"};
    settings["registry"]["username"] = "acme";
    settings["registry"]["password"] = {"REGISTRY_PASSWORD"};
    settings["builder"]["arch"] = "amd64";
    options.secrets = {{"REGISTRY_PASSWORD", wheels::Secret("secret")}};
    options.version = "v1";
    return options;
}

/// The test: one of three hosts has no room for the image.
asio::awaitable<bool> holds(wheels::testing::FakeHosts& hosts, wheels::Surroundings surroundings) {
    auto options = shop();
    const auto project = co_await wheels::Project::load(std::move(surroundings), std::move(options));
    hosts.serve(project.config(), "v1");
    hosts.on("192.0.2.11", "docker pull").takes(std::chrono::seconds(90)).fails("no space left on device");

    const auto left_out = co_await release(project, "v2");

    co_return left_out == std::vector<std::string>{"192.0.2.11"} &&
        hosts.serving("192.0.2.10", "shop-web") == "shop-web-v2" &&
        hosts.serving("192.0.2.11", "shop-web") == "shop-web-v1" && !hosts.locked("192.0.2.10");
}

}  // namespace

int main() {
    wheels::testing::VirtualClock clock;
    wheels::testing::FakeHosts hosts(&clock);
    wheels::testing::FakeProcesses processes(&clock);
    wheels::Surroundings surroundings;
    surroundings.project_root = "/nonexistent";
    surroundings.connector = &hosts;
    surroundings.processes = &processes;
    surroundings.clock = &clock;

    asio::io_context loop;
    auto held = asio::co_spawn(loop, holds(hosts, surroundings), asio::use_future);
    loop.run();
    const bool well = held.get();
    std::printf("%s: %zu commands, %lld s of a clock that is none\n", well ? "holds" : "DOES NOT HOLD",
                hosts.told().size(), static_cast<long long>(clock.elapsed().count() / 1000));
    return well ? 0 : 1;
}
