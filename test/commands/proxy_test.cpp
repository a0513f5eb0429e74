#include "commands/proxy.hpp"

#include <doctest/doctest.h>

#include <string>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

namespace {

const std::string start = "docker container start kamal-proxy || ";
const std::string run =
    "docker run --name kamal-proxy --network kamal --detach --restart unless-stopped "
    "--volume kamal-proxy-config:/home/kamal-proxy/.config/kamal-proxy "
    "--volume \"$PWD/.kamal/proxy/apps-config:/home/kamal-proxy/.apps-config\"";
const std::string default_headers =
    " --log-request-header=\"Cache-Control\" --log-request-header=\"Last-Modified\" "
    "--log-request-header=\"User-Agent\"";

}  // namespace

TEST_CASE("without proxy/run the proxy is booted from the files on the host") {
    CHECK(start_or_run_proxy(sample_config(), "10.0.0.1").line ==
          start +
              "printf '%s\\n' \"$(cat .kamal/proxy/options 2> /dev/null || "
              "echo '--publish 80:80 --publish 443:443 --log-opt max-size=10m')\" "
              "\"$(cat .kamal/proxy/image 2> /dev/null || echo basecamp/kamal-proxy):"
              "$(cat .kamal/proxy/image_version 2> /dev/null || echo v0.9.2)\" "
              "\"$(cat .kamal/proxy/run_command 2> /dev/null || echo '')\" | xargs " +
              run);
}

TEST_CASE("proxy/run says how the proxy is run") {
    auto config = sample_config();
    ProxyRun settings;
    config.roles[0].proxy->run = settings;
    CHECK(start_or_run_proxy(config, "10.0.0.1").line ==
          start + run +
              " --publish 80:80 --publish 443:443 --log-opt max-size=\"10m\" basecamp/kamal-proxy:v0.9.2 "
              "kamal-proxy run");

    settings.http_port = 8080;
    settings.https_port = 8443;
    settings.metrics_port = 9090;
    settings.debug = true;
    settings.log_max_size = "30m";
    settings.bind_ips = {"0.0.0.0", "::1", "[fe80::1]"};
    settings.registry = "reg.test:5000";
    settings.repository = "mine/kamal-proxy";
    settings.version = "v0.9.4";
    settings.options = {{"label", "custom.label=kamal-proxy"}, {"init", std::nullopt}};
    config.roles[0].proxy->run = settings;
    CHECK(start_or_run_proxy(config, "10.0.0.1").line ==
          start + run +
              " --publish 0.0.0.0:8080:80 --publish 0.0.0.0:8443:443 --publish '[::1]:8080:80' --publish "
              "'[::1]:8443:443' "
              "--publish '[fe80::1]:8080:80' --publish '[fe80::1]:8443:443' --log-opt max-size=\"30m\" "
              "--expose=9090 "
              "--label \"custom.label=kamal-proxy\" --init reg.test:5000/mine/kamal-proxy:v0.9.4 "
              "kamal-proxy run --debug --metrics-port 9090");

    settings = ProxyRun();
    settings.publish = false;
    settings.log_max_size = "";
    config.roles[0].proxy->run = settings;
    CHECK(start_or_run_proxy(config, "10.0.0.1").line ==
          start + run + " basecamp/kamal-proxy:v0.9.2 kamal-proxy run");
}

TEST_CASE("proxy/run is that of a role on the host") {
    auto config = sample_config();
    config.roles[1].proxy.emplace();
    config.roles[1].proxy->run.emplace();

    CHECK_FALSE(proxy_run_for(config, "10.0.0.1").has_value());
    CHECK(proxy_run_for(config, "10.0.0.2") == ProxyRun());
}

TEST_CASE("a plain role is deployed with Kamal's defaults") {
    const auto config = sample_config();

    const auto command = proxy_deploy(config, config.role("web"), "0123456789ab");

    CHECK(
        command.line ==
        "docker exec kamal-proxy kamal-proxy deploy app-web --target=\"0123456789ab:80\" --host=\"app.test\" "
        "--deploy-timeout=\"30s\" --drain-timeout=\"30s\" --buffer-requests --buffer-responses" +
            default_headers);
    CHECK(command.deadline == std::chrono::seconds(120));
}

TEST_CASE("everything the proxy can be told is told, in Kamal's order") {
    auto config = sample_staging();
    config.deploy_timeout = 45;
    config.drain_timeout = 7;
    auto& proxy = *config.roles[0].proxy;
    proxy.hosts = {"a.test", "b.test"};
    proxy.app_port = 3000;
    proxy.ssl = true;
    proxy.ssl_redirect = false;
    proxy.forward_headers = true;
    proxy.response_timeout = 10;
    proxy.path_prefixes = {"/api", "/v2"};
    proxy.strip_path_prefix = false;
    proxy.healthcheck_interval = 3;
    proxy.healthcheck_timeout = 4;
    proxy.healthcheck_path = "/up?x=$y";
    proxy.buffer_requests = true;
    proxy.buffer_responses = false;
    proxy.buffer_memory = 2'000'000;
    proxy.max_request_body = 40'000'000;
    proxy.max_response_body = 0;
    proxy.log_request_headers = {"Cache-Control", "X-Forwarded-Proto"};
    proxy.log_response_headers = {"X-Request-ID"};

    const auto command = proxy_deploy(config, config.roles[0], "0123456789ab");

    CHECK(
        command.line ==
        "docker exec kamal-proxy kamal-proxy deploy app-web-staging --target=\"0123456789ab:3000\" "
        "--host=\"a.test\" --host=\"b.test\" --tls --deploy-timeout=\"45s\" --drain-timeout=\"7s\" "
        "--health-check-interval=\"3s\" --health-check-timeout=\"4s\" --health-check-path=\"/up?x=\\$y\" "
        "--target-timeout=\"10s\" --buffer-requests --buffer-responses=\"false\" --buffer-memory=\"2000000\" "
        "--max-request-body=\"40000000\" --max-response-body=\"0\" --path-prefix=\"/api\" "
        "--path-prefix=\"/v2\" "
        "--strip-path-prefix=\"false\" --forward-headers --tls-redirect=\"false\" "
        "--log-request-header=\"Cache-Control\" --log-request-header=\"X-Forwarded-Proto\" "
        "--log-response-header=\"X-Request-ID\"");
}

TEST_CASE("an empty list of request headers logs none") {
    auto config = sample_config();
    config.roles[0].proxy->log_request_headers.emplace();

    const auto line = proxy_deploy(config, config.roles[0], "0123456789ab").line;

    CHECK(line.find("--log-request-header") == std::string::npos);
}

TEST_CASE("a proxy that is too old is known by its tag") {
    const struct {
        std::string image;
        bool too_old;
    } cases[] = {
        {"basecamp/kamal-proxy:v0.9.2", false},
        {"basecamp/kamal-proxy:v0.9.1", true},
        {"basecamp/kamal-proxy:v0.8.10", true},
        {"reg.test:5000/mine/kamal-proxy:0.10.0", false},
        {"basecamp/kamal-proxy:v0.9", true},
        {"basecamp/kamal-proxy:v0.9.2.0", false},
        {"basecamp/kamal-proxy:v0.9.2-rc1", true},
        {"basecamp/kamal-proxy:v0.9.2.beta", true},
        {"basecamp/kamal-proxy:v0.9.3-rc1", false},
        {"basecamp/kamal-proxy:v0.09.02", false},
        {"basecamp/kamal-proxy:v1", false},
        {"basecamp/kamal-proxy:latest", false},
        {"basecamp/kamal-proxy", false},
        {"reg.test:5000/kamal-proxy", false},
        {"basecamp/kamal-proxy@sha256:0123456789abcdef", false},
        {"reg.test:5000/kamal-proxy@sha256:0a12", false},
        {"basecamp/kamal-proxy:v0.8.0@sha256:0123456789abcdef", true},
        {"basecamp/kamal-proxy:v0.9.2@sha256:0123456789abcdef", false},
        {"", false},
    };

    for (const auto& c : cases) {
        CAPTURE(c.image);
        CHECK(proxy_version_too_old(c.image) == c.too_old);
    }
}

TEST_CASE("network and directory of the proxy") {
    CHECK(create_network().line ==
          "(said=$(docker network create kamal 2>&1) || case $said in *'already exists'*) ;; "
          "*) printf '%s\\n' \"$said\" >&2; exit 1 ;; esac)");
    CHECK(ensure_proxy_directory().line == "mkdir -p .kamal/proxy/apps-config");
    CHECK(proxy_details().line == "docker ps --filter 'name=^kamal-proxy$'");
    CHECK(proxy_details().probe);
    CHECK(proxy_details(Listing::json).line ==
          "docker ps --filter 'name=^kamal-proxy$' --format '{{json .}}'");
}
