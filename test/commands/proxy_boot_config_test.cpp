#include "commands/proxy_boot_config.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "commands/proxy.hpp"
#include "wheels/error.hpp"

using namespace wheels;
using namespace wheels::commands;

namespace {

std::vector<std::string> contents_of(const verb::ProxyBootConfigSet& settings) {
    std::vector<std::string> contents;
    for (const auto& command : set_boot_config(settings)) {
        if (command.line.starts_with("rm -f")) contents.push_back(command.line);
        if (!command.input.reveal().empty()) contents.push_back(command.input.reveal());
    }
    return contents;
}

}  // namespace

TEST_CASE("a setting that is Kamal's default has no file") {
    CHECK(contents_of({}) ==
          std::vector<std::string>{"rm -f .kamal/proxy/options", "rm -f .kamal/proxy/image",
                                   "rm -f .kamal/proxy/image_version", "rm -f .kamal/proxy/run_command"});
}

TEST_CASE("every setting is written as Kamal writes it") {
    verb::ProxyBootConfigSet settings;
    settings.publish_host_ips = {"127.0.0.1", "::1", "[::2]"};
    settings.http_port = 8080;
    settings.log_max_size = "1m";
    settings.registry = "r.test";
    settings.repository = "x/y";
    settings.image_version = "v0.9.9";
    settings.metrics_port = 9090;
    settings.debug = true;
    settings.docker_options = {"label=a=b", "memory=1g"};

    CHECK(contents_of(settings) ==
          std::vector<std::string>{
              "--publish 127.0.0.1:8080:80 --publish 127.0.0.1:443:443 --publish "
              "[::1]:8080:80 --publish [::1]:443:443 --publish [::2]:8080:80 --publish "
              "[::2]:443:443 --log-opt max-size=1m --expose=9090 --label=a=b --memory=1g",
              "r.test/x/y/kamal-proxy", "v0.9.9", "kamal-proxy run --debug --metrics-port \"9090\""});

    settings = {};
    settings.publish = false;
    settings.log_max_size = "";
    settings.docker_options = {"init"};
    CHECK(contents_of(settings).front() == "--init");
}

TEST_CASE("what is no address is refused") {
    for (const auto* wrong : {"localhost", "1.2.3", "::1::", "1.2.3.4; rm -rf /", ""}) {
        verb::ProxyBootConfigSet settings;
        settings.publish_host_ips = {wrong};
        CHECK_THROWS_AS(set_boot_config(settings), Error);
    }
}
