#include "commands/replies.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/date_time.hpp"
#include "sample.hpp"
#include "wheels/error.hpp"

using namespace wheels;
using namespace wheels::replies;

namespace {

const std::string image_1 = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
const std::string image_2 = "sha256:2222222222222222222222222222222222222222222222222222222222222222";

std::string container(const std::string& name,
                      const std::string& image,
                      const std::string& state,
                      const std::string& labels = "app|web|") {
    return "container|0123456789abcdef0123456789abcdef|/" + name + "|" + image + "|reg.test/app:v1|" + state +
           "|" + labels + "\n";
}

}  // namespace

TEST_CASE("a host's answer becomes facts") {
    const auto text =
        container("app-web-v2", image_2, "running") + container("app-web-v1", image_1, "exited") +
        "container|fedcba9876543210|/kamal-proxy|" + image_1 + "|basecamp/kamal-proxy:v0.9.2|running|||\n" +
        "latest|" + image_2 + "\nnetwork|kamal\nend\n";

    const auto facts = parse_probe(text, sample_config());

    CHECK(facts.known);
    CHECK(facts.proxy_image == "basecamp/kamal-proxy:v0.9.2");
    CHECK(facts.proxy_running);
    CHECK(facts.has_network);
    CHECK(facts.latest_image_id == "222222222222");
    REQUIRE(facts.containers.size() == 2);
    CHECK(facts.containers[0].id == "0123456789ab");
    CHECK(facts.containers[0].name == "app-web-v2");
    CHECK(facts.containers[0].image_id == "222222222222");
    CHECK(facts.containers[0].state == "running");
    CHECK(facts.containers[0].role == "web");
    CHECK(facts.containers[0].destination.empty());
}

TEST_CASE("a closer look tells when containers were made and started, and their health") {
    const auto close = [](const std::string& more) {
        return "container|0123456789ab|/app-web-v2|" + image_1 + "|i|running|app|web||" + more +
               "\nlatest|\nend\n";
    };

    const auto facts =
        parse_probe(close("2026-11-27T02:40:12.5Z|2026-11-27T02:40:13Z|starting"), sample_config());
    const auto never = parse_probe(close("2026-11-27T02:40:12.5Z|0001-01-01T00:00:00Z|"), sample_config());

    const auto& container = facts.containers.at(0);
    CHECK(container.created == parse_date_time("2026-11-27T02:40:12.5Z"));
    CHECK(container.started == parse_date_time("2026-11-27T02:40:13Z"));
    CHECK(container.health == "starting");
    CHECK_FALSE(never.containers.at(0).started.has_value());
    CHECK(never.containers.at(0).health.empty());
    CHECK_THROWS_AS(parse_probe(close("yesterday|0001-01-01T00:00:00Z|"), sample_config()), Error);
}

TEST_CASE("the version of a container that was replaced is the one that it was made for") {
    CHECK(original_version("v1") == "v1");
    CHECK(original_version("v1_replaced_0123456789abcdef") == "v1");
    CHECK(original_version("v1_replaced_0123456789abcdef_replaced_0123456789abcdef") ==
          "v1_replaced_0123456789abcdef");
    CHECK(original_version("v1_replaced_soon") == "v1_replaced_soon");
    CHECK(original_version("") == "");
}

TEST_CASE("an empty host is known to be empty") {
    const auto facts = parse_probe("\nlatest|\nend\n", sample_config());

    CHECK(facts.known);
    CHECK_FALSE(facts.proxy_image.has_value());
    CHECK_FALSE(facts.has_network);
    CHECK_FALSE(facts.latest_image_id.has_value());
    CHECK(facts.containers.empty());
}

TEST_CASE("a stopped proxy is there but not running") {
    const auto text = "container|fedcba9876543210|/kamal-proxy|" + image_1 +
                      "|basecamp/kamal-proxy:v0.9.2|exited|||\n" + "latest|\nend\n";

    const auto facts = parse_probe(text, sample_config());

    CHECK(facts.proxy_image == "basecamp/kamal-proxy:v0.9.2");
    CHECK_FALSE(facts.proxy_running);
}

TEST_CASE("what the proxy serves is read by its columns, in spite of their colours") {
    const std::string list =
        "\x1b[3;94mService\x1b[0m    \x1b[3;94mHost\x1b[0m      \x1b[3;94mPath\x1b[0m  "
        "\x1b[3;94mTarget\x1b[0m           "
        "\x1b[3;94mState\x1b[0m    \x1b[3;94mTLS\x1b[0m  \n"
        "\x1b[1;34mapp-web\x1b[0m    \x1b[maapp.test\x1b[0m  \x1b[m/\x1b[0m     \x1b[m0123456789ab:80\x1b[0m "
        " "
        "\x1b[mrunning\x1b[0m  \x1b[mno\x1b[0m   \n"
        "\x1b[1;34mother-web\x1b[0m  \x1b[m*\x1b[0m         \x1b[m\x1b[0m      \x1b[mabcdefabcdef:80\x1b[0m  "
        "\x1b[mstopped\x1b[0m  \x1b[mno\x1b[0m   \n";

    const auto entries = parse_proxy_list(list).value();

    REQUIRE(entries.size() == 2);
    CHECK(entries[0].service + " " + entries[0].target + " " + entries[0].state ==
          "app-web 0123456789ab:80 running");
    CHECK(entries[1].service + " " + entries[1].target + " " + entries[1].state ==
          "other-web abcdefabcdef:80 stopped");
    CHECK(parse_proxy_list("Service  Host  Path  Target  State  TLS\n").value().empty());
    CHECK(parse_proxy_list("Service  Host  Path  Target  State  TLS\nshort\n").value().size() == 1);
    for (const auto* nonsense : {"", "Error: no such container", "Service Host", "\x1b[", "Service\x1b[3"})
        CHECK_FALSE(parse_proxy_list(nonsense).has_value());
}

TEST_CASE("the times of images are read, and what else is said is passed over") {
    const auto times =
        parse_image_times(image_1 + "|2026-11-27T02:40:12Z\nError: no such image\n" + image_2 + "|never\n");

    CHECK(times.size() == 1);
    CHECK(times.at("111111111111") == parse_date_time("2026-11-27T02:40:12Z"));
}

TEST_CASE("nonsense is an error and never an empty host") {
    const std::string cases[] = {
        "",
        "latest|\n",
        "hello\nend\n",
        "container|0123456789ab|/x\nend\n",
        "container|not-hex-at-all|/x|" + image_1 + "|i|running|app|web|\nend\n",
        "container|0123456789ab||" + image_1 + "|i|running|app|web|\nend\n",
        "latest|abc\nend\n",
    };

    for (const auto& text : cases) {
        CAPTURE(text);
        try {
            parse_probe(text, sample_config());
            FAIL("no error");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::command_failed);
            CHECK_FALSE(error.message().empty());
        }
    }
}

namespace {

std::optional<std::string> serving_version(const HostFacts& facts, const Config& config, const Role& role) {
    const auto* container = serving_container(facts, config, role);
    if (container == nullptr) return std::nullopt;
    return version_of(*container, config, role);
}

}  // namespace

TEST_CASE("the serving container is of the latest image, else the newest") {
    const auto config = sample_config();
    const auto& web = config.role("web");
    const std::string latest_1 = "latest|" + image_1 + "\nend\n";
    const auto version_in = [&](const std::string& text) {
        return serving_version(parse_probe(text, config), config, web);
    };

    CHECK(version_in(container("app-web-v2", image_2, "running") +
                     container("app-web-v1", image_1, "running") + latest_1) == "v1");
    CHECK(version_in(container("app-web-v2", image_2, "running") +
                     container("app-web-v1", image_1, "exited") + latest_1) == "v2");
    CHECK(version_in(container("app-web-v3", image_2, "restarting") +
                     container("app-web-v2", image_2, "running") + "latest|\nend\n") == "v3");
    CHECK_FALSE(version_in(container("app-web-v1", image_1, "created") + latest_1).has_value());
    CHECK_FALSE(version_in(latest_1).has_value());
}

TEST_CASE("whatever is up and does not serve is stale, also when it is paused") {
    const auto config = sample_config();
    const auto& web = config.role("web");
    const auto facts = parse_probe(
        container("app-web-v4", image_2, "created") + container("app-web-v3", image_2, "running") +
            container("app-web-v2", image_2, "paused") + container("app-web-v1", image_1, "running") +
            container("app-web-v0", image_1, "exited") + "latest|" + image_1 + "\nend\n",
        config);

    std::vector<std::string> names;
    for (const auto* stale : stale_containers(facts, config, web)) names.push_back(stale->name);

    CHECK(names == std::vector<std::string>{"app-web-v3", "app-web-v2"});
}

TEST_CASE("containers of other roles, destinations and services do not count") {
    const auto config = sample_config();
    const auto staging = sample_staging();
    const auto text = container("app-workers-v4", image_1, "running", "app|workers|") +
                      container("app-web-staging-v3", image_1, "running", "app|web|staging") +
                      container("app-web-v2", image_1, "running", "other|web|") +
                      container("my-own-name", image_1, "running") +
                      container("app-web-v9", image_1, "running", "app|web|<no value>") +
                      container("app-web-v8", image_1, "running", "app|<no value>|<no value>") +
                      container("app-web-v1", image_1, "running") +
                      container("app-web-v0_replaced_00ff", image_1, "exited") + "latest|\nend\n";

    const auto facts = parse_probe(text, config);

    const auto& web = config.role("web");
    CHECK(serving_version(facts, config, web) == "v1");
    CHECK(stale_containers(facts, config, web).empty());
    CHECK(versions(facts, config, web) == std::vector<std::string>{"v1", "v0_replaced_00ff"});
    CHECK(serving_version(facts, config, config.role("workers")) == "v4");
    CHECK(serving_version(facts, staging, staging.role("web")) == "v3");
    CHECK(has_container(facts, config, web, "v1"));
    CHECK(has_container(facts, config, web, "v0_replaced_00ff"));
    CHECK_FALSE(has_container(facts, config, web, "v3"));
    CHECK(has_container(facts, staging, staging.role("web"), "v3"));
}

TEST_CASE("lock details are decoded, or shown as they are") {
    const struct {
        std::string file;
        std::string expected;
    } cases[] = {
        {"TG9ja2VkIGJ5OiBCZWQK\nVmVyc2lvbjogdjI=\n\n", "Locked by: Bed\nVersion: v2"},
        {"held by hand, do not touch\n", "held by hand, do not touch\n"},
        {"abcd", "abcd"},
        {"AAEC", "AAEC"},
        {"", ""},
    };

    for (const auto& c : cases) {
        CAPTURE(c.file);
        CHECK(decode_lock_details(c.file) == c.expected);
    }
}

TEST_CASE("a held lock is told apart from a failure") {
    CHECK(is_lock_held(75, "mkdir: cannot create directory '.kamal/lock-app': File exists"));
    CHECK(is_lock_held(1, "mkdir: cannot create directory '.kamal/lock-app': File exists"));
    CHECK_FALSE(
        is_lock_held(1, "mkdir: cannot create directory '.kamal/lock-app': No such file or directory"));
    CHECK_FALSE(is_lock_held(1, "mkdir: cannot create directory '.kamal/lock-app': Permission denied"));
    CHECK_FALSE(is_lock_held(0, ""));
}

TEST_CASE("the container's id is the last line of docker run") {
    const std::string id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    CHECK(parse_container_id(id + "\n") == "0123456789ab");
    CHECK(parse_container_id("Unable to find image locally\n" + id + "\n") == "0123456789ab");
    CHECK_FALSE(parse_container_id("").has_value());
    CHECK_FALSE(parse_container_id("docker: something is wrong\n").has_value());
    CHECK_FALSE(parse_container_id("0123\n").has_value());
}

TEST_CASE("a container is ready when it runs and was not started again in between") {
    const auto running = parse_container_status("running 2\n");

    CHECK(running.state == "running");
    CHECK(running.restarts == 2);
    CHECK(keeps_running(running, parse_container_status("running 2")));
    CHECK_FALSE(keeps_running(running, parse_container_status("running 3")));
    CHECK_FALSE(keeps_running(running, parse_container_status("restarting 2")));
    CHECK_FALSE(keeps_running(running, parse_container_status("")));
}

TEST_CASE("a container's status reads well, also when the answer is nonsense") {
    struct Case {
        const char* answer;
        const char* text;
    };
    for (const auto& [answer, text] :
         {Case{"healthy\n", "healthy"}, Case{"running 0", "running"},
          Case{"restarting 1", "restarting, restarted once"}, Case{"exited 4", "exited, restarted 4 times"},
          Case{"", "gone"}, Case{"running x\n", "running"}}) {
        CAPTURE(answer);
        CHECK(parse_container_status(answer).text() == text);
    }
}

TEST_CASE("git's advice about a repository of somebody else is found among its words") {
    const std::string said =
        "fatal: detected dubious ownership in repository at '/srv/app'\n"
        "To add an exception for this directory, call:\n\n"
        "\tgit config --global --add safe.directory /srv/app\n";

    CHECK(git_advice(said) == "git config --global --add safe.directory /srv/app");
    CHECK(git_advice("fatal: not a git repository").empty());
    CHECK(git_advice("").empty());
}

TEST_CASE("a tag that the registry does not have is told from other failures of a pull") {
    for (const auto* said :
         {"Error response from daemon: manifest for localhost:5000/app:abc not found: manifest unknown: "
          "manifest unknown",
          "Error response from daemon: manifest unknown",
          "failed to resolve reference \"docker.io/acme/app:v1\": docker.io/acme/app:v1: not found"}) {
        CAPTURE(said);
        CHECK(no_such_tag(said));
    }
    for (const auto* said : {"Error response from daemon: Get \"http://localhost:5055/v2/\": EOF",
                             "unauthorized: authentication required", "host not found", ""}) {
        CAPTURE(said);
        CHECK_FALSE(no_such_tag(said));
    }
}
