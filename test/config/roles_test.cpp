#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "describe.hpp"
#include "load.hpp"

namespace {

using namespace wheels;

const std::string head = "service: app\nimage: i\nregistry: {username: u, password: p}\n";

test::Loaded load_with_secrets(const std::string& lines) {
    test::Texts texts(head + lines);
    texts.secrets = {{"A", "a-value"}, {"B", "b-value"}, {"C", "c-value"}};
    return test::load(texts);
}

std::string secret_of(const Env& env, const std::string& name) {
    for (const auto& variable : env.secret) {
        if (variable.name == name) return variable.value.reveal();
    }
    return "<none>";
}

}  // namespace

TEST_CASE("a bare list of hosts is the role web, behind the proxy") {
    const auto config = test::load(head + "servers: [h1, h2, {h3: t}, h1]\n").config;

    REQUIRE(config.roles.size() == 1);
    CHECK(config.roles[0].name == "web");
    CHECK(config.roles[0].hosts == std::vector<std::string>{"h1", "h2", "h3"});
    CHECK(config.roles[0].proxy.has_value());
    CHECK(config.primary_host() == "h1");
}

TEST_CASE("the primary role has the proxy unless it says no, others have it when they say so") {
    const auto config =
        test::load(head +
                   "primary_role: api\nservers:\n  web: [h1]\n  api: [h2]\n  a: {hosts: [h3], proxy: true}\n"
                   "  b: {hosts: [h4], proxy: false}\n  c: {hosts: [h5], proxy: {}}\n")
            .config;

    CHECK_FALSE(config.role("web").proxy.has_value());
    CHECK(config.role("api").proxy.has_value());
    CHECK(config.role("a").proxy.has_value());
    CHECK_FALSE(config.role("b").proxy.has_value());
    CHECK(config.role("c").proxy.has_value());
    const auto without = test::load(head + "servers: {web: {hosts: [h], proxy: false}}\n").config;
    CHECK_FALSE(without.role("web").proxy.has_value());
}

TEST_CASE("environment is merged from root, role and tags, the later wins, for each host") {
    const auto loaded = load_with_secrets(
        "servers:\n"
        "  web:\n"
        "    hosts: [h1, {h2: blue}, {h3: [blue, big]}]\n"
        "    env: {clear: {X: role, Y: role}, secret: [\"S:B\"]}\n"
        "env:\n"
        "  clear: {W: root, X: root}\n"
        "  secret: [\"S:A\", A]\n"
        "  tags:\n"
        "    blue: {X: blue, Z: blue}\n"
        "    big: {clear: {Z: big}, secret: [\"S:C\"]}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    const auto& envs = loaded.config.role("web").env_by_host;
    CHECK(envs.at("h1").clear == Pairs{{"W", "root"}, {"X", "role"}, {"Y", "role"}});
    CHECK(envs.at("h2").clear == Pairs{{"W", "root"}, {"X", "blue"}, {"Y", "role"}, {"Z", "blue"}});
    CHECK(envs.at("h3").clear == Pairs{{"W", "root"}, {"X", "blue"}, {"Y", "role"}, {"Z", "big"}});
    CHECK(secret_of(envs.at("h1"), "S") == "b-value");
    CHECK(secret_of(envs.at("h3"), "S") == "c-value");
    CHECK(secret_of(envs.at("h3"), "A") == "a-value");
}

TEST_CASE("labels, logging and proxy of a role are merged over the root's") {
    const auto config = test::load(head +
                                   "labels: {a: 1, b: 2}\n"
                                   "logging: {driver: local, options: {max-size: 5m}}\n"
                                   "proxy: {app_port: 3000, healthcheck: {path: /up, interval: 2}}\n"
                                   "servers:\n  web:\n    hosts: [h]\n    labels: {b: 3}\n"
                                   "    logging: {options: {max-file: 2}}\n"
                                   "    proxy: {healthcheck: {path: /health}}\n")
                            .config;

    const auto& web = config.role("web");
    CHECK(web.labels == Pairs{{"a", "1"}, {"b", "3"}});
    CHECK(web.logging.driver == "local");
    CHECK(web.logging.options == Pairs{{"max-size", "5m"}, {"max-file", "2"}});
    CHECK(web.proxy->app_port == 3000);
    CHECK(web.proxy->healthcheck_path == "/health");
    CHECK(web.proxy->healthcheck_interval == 2);
    CHECK(config.logging.options == Pairs{{"max-size", "5m"}});
}

TEST_CASE("without settings a container's log is kept to 10 MB, and it is restarted unless stopped") {
    const auto config = test::config_with("");

    CHECK(config.role("web").logging.options == Pairs{{"max-size", "10m"}});
    CHECK(config.role("web").restart == "unless-stopped");
}

TEST_CASE("a role may be empty when that is allowed, and its secrets are looked up all the same") {
    CHECK(test::load(head + "allow_empty_roles: true\nservers: {web: [h], jobs: {hosts: []}}\n").problems() ==
          std::vector<std::string>());
    CHECK(test::load(head + "servers: {web: [h], jobs: {hosts: []}}\n").problems().size() == 1);
    CHECK(load_with_secrets("allow_empty_roles: true\nservers: {web: [h], jobs: {env: {secret: [ABSENT]}}}\n")
              .problems()
              .size() == 1);
}

TEST_CASE("accessories can be placed by tag, on hosts of any role, also those with settings") {
    const auto config =
        test::load(head +
                   "servers:\n  web: [{h1: blue}]\n  jobs: {hosts: [{h2: [green, blue]}, h3]}\n"
                   "accessories:\n  a: {image: i, tag: blue}\n  b: {image: i, tags: [green]}\n")
            .config;

    REQUIRE(config.accessories.size() == 2);
    auto hosts = config.accessories[0].hosts;
    std::sort(hosts.begin(), hosts.end());
    CHECK(hosts == std::vector<std::string>{"h1", "h2"});
    CHECK(config.accessories[1].hosts == std::vector<std::string>{"h2"});
    CHECK(config.all_hosts().size() == 3);
}

TEST_CASE("a project may have accessories only") {
    const auto loaded = test::load(head + "accessories: {db: {image: mysql, host: h}}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.roles.empty());
    CHECK(loaded.config.accessories.at(0).service == "app-db");
}

TEST_CASE("a local registry needs no user, and gives the image its name") {
    const auto loaded = test::load("service: app\nservers: [h]\nregistry: {server: \"localhost:5555\"}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.config.repository() == "localhost:5555/app");
    CHECK(loaded.config.registry.is_local());
    CHECK(loaded.config.registry.local_port() == 5555);
    CHECK(loaded.config.not_supported_yet.empty());
    CHECK_FALSE(test::config_with("").registry.is_local());
    CHECK(test::load("service: app\nservers: [h]\nregistry: {server: \"localhost:0\"}\n").problems().size() ==
          1);
}

TEST_CASE("a local registry needs no secret either: nobody logs in to it") {
    test::Texts texts(
        "service: app\nservers: [h]\nregistry: {server: \"localhost:5555\", username: u, password: "
        "[ABSENT]}\n");

    CHECK(test::load(texts).problems() == std::vector<std::string>());
}

TEST_CASE("a remote builder that pushes to a local registry is reached by SSH") {
    const std::string local = "service: app\nservers: [h]\nregistry: {server: \"localhost:5555\"}\n";
    struct Case {
        std::string builder;
        bool accepted;
    };
    const Case cases[] = {
        {"{arch: [amd64, arm64], remote: \"tcp://b\"}", false},
        {"{arch: amd64, local: false, remote: \"tcp://b\"}", false},
        {"{arch: [amd64, arm64], remote: \"SSH://b\"}", true},
        {"{arch: amd64, remote: \"tcp://b\"}", true},  // not used by a machine of that kind
    };
    for (const auto& each : cases) {
        CAPTURE(each.builder);
        CHECK(test::load(local + "builder: " + each.builder + "\n").problems().empty() == each.accepted);
    }
}

TEST_CASE("an empty text at a role turns off the root's assets, and `false` asks for nothing") {
    const auto config = test::load(head +
                                   "asset_path: /assets\nservers:\n  web: {hosts: [h], asset_path: \"\"}\n"
                                   "  api: {hosts: [h], proxy: true, asset_path: false}\n")
                            .config;

    CHECK_FALSE(config.role("web").asset_path);
    CHECK(config.role("api").asset_path->path == "/assets");
}

TEST_CASE("`false` stands for a key that is not there, as in Kamal") {
    const auto config = test::config_with(
        "primary_role: false\nhooks_path: false\nhooks_output: false\nerror_pages_path: off\n"
        "boot: {limit: false}\nssh: {proxy: no}\nlogging: {driver: false}\n"
        "builder: {arch: amd64, cache: {type: false}, target: false, dockerfile: false, context: false}\n");

    CHECK(test::describe(config) ==
          test::describe(test::config_with("builder: {arch: amd64, context: .}\n")));
}

TEST_CASE("without secrets at hand nothing is missing, but it is known that they were asked for") {
    test::Texts texts(head + "servers: [h]\nenv: {secret: [A]}\n");
    texts.secrets_are_read = false;

    CHECK(test::load(texts).problems() == std::vector<std::string>());
}

TEST_CASE("a hook that does not exist is no mistake, as with Kamal, but it is told") {
    const auto loaded =
        test::load(head + "servers: [h]\nhooks_output: {pre-deplyo: quiet, after-lunch: verbose}\n");

    CHECK(loaded.problems() == std::vector<std::string>());
    CHECK(loaded.warnings() ==
          std::vector<std::string>{
              "deploy.yml:5:28: hooks_output/pre-deplyo: there is no hook of this name: is "
              "`pre-deploy` meant?",
              "deploy.yml:5:48: hooks_output/after-lunch: there is no hook of this name"});
}

TEST_CASE("what is not built yet is kept apart, with its place, and `false` asks for nothing") {
    const auto config = test::config_with("ssh: {forward_agent: true}\noutput: {file: {path: log}}\n");

    REQUIRE(config.not_supported_yet.size() >= 1);
    CHECK(config.not_supported_yet.back().to_string() ==
          "deploy.yml:6:9: output: not supported yet: remove it to deploy");
    for (const auto& problem : config.not_supported_yet) {
        CHECK(problem.key != "ssh/config");
        CHECK(problem.key != "ssh/forward_agent");
    }
}
