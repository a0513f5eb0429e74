#include "commands/execution.hpp"

#include <doctest/doctest.h>

#include "commands/container_logs.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("a command runs in a container that runs, connected to what there is") {
    const auto config = sample_config();
    const auto& web = config.role("web");
    const Pairs variables{{"A", "b $c"}, {"EMPTY", ""}};

    CHECK(exec_in_app(config, web, "v1", {}, {}, "ls -la | wc").line == "docker exec app-web-v1 ls -la | wc");
    CHECK(exec_in_app(config, web, "v1", variables, {true, false}, "env").line ==
          "docker exec -i --env A=\"b \\$c\" --env EMPTY app-web-v1 env");
    CHECK(exec_in_app(config, web, "v1", {}, {true, true}, "bash").line == "docker exec -it app-web-v1 bash");
}

TEST_CASE(
    "a command runs in a new container with what the role has, but for its labels and its place at the "
    "proxy") {
    const auto config = sample_staging();
    AppContainer container{"latest-staging", "10.0.0.1", "ffffff", {{"A", "b"}}, false};

    const auto line = run_in_app(config, config.role("web"), container, {}, "bin/rails c").line;
    container.detach = true;
    const auto detached = run_in_app(config, config.role("web"), container, {}, "sleep 5").line;

    CHECK(line ==
          "docker run --rm --name app-web-staging-exec-latest-staging-ffffff --network kamal --env-file "
          ".kamal/apps/app-staging/env/roles/web.env --env A=\"b\" --log-opt max-size=\"10m\" "
          "reg.test:5000/org/app:latest-staging bin/rails c");
    CHECK(detached.starts_with("docker run --detach --name "));
    CHECK(latest_tag(config) == "latest-staging");
    CHECK(latest_tag(sample_config()) == "latest");
}

TEST_CASE("a log is asked for in the lines that are wanted") {
    verb::LogLines lines;
    CHECK(show_log("c1", lines).line == "docker logs --timestamps --tail 100 c1 2>&1");

    lines.since = "10m";
    lines.timestamps = false;
    CHECK(show_log("c1", lines).line == "docker logs --since 10m c1 2>&1");

    lines.grep = "it's";
    lines.grep_options = "-i -A 3";
    lines.lines = 5;
    CHECK(show_log("c1", lines).line ==
          "docker logs --since 10m --tail 5 c1 2>&1 | grep -e 'it'\\''s' -i -A 3");
}

TEST_CASE("a log is followed with times, from a few lines before or from where it was left") {
    verb::LogLines lines;
    lines.timestamps = false;
    CHECK(follow_log("c1", lines, std::nullopt).line ==
          "docker logs --timestamps --tail 10 --follow c1 2>&1");
    CHECK(follow_log("c1", lines, "2026-01-01T00:00:02Z").line ==
          "docker logs --timestamps --since 2026-01-01T00:00:02Z --follow c1 2>&1");

    lines.grep = "^GET";
    CHECK(follow_log("c1", lines, std::nullopt)
              .line.ends_with("--follow c1 2>&1 | grep $buffer -e '^[^ ]* GET'"));
}

TEST_CASE("options of grep are words, and nothing for a shell") {
    CHECK(grep_words("-i -A 3") == "-i -A 3");
    CHECK_FALSE(grep_words("-i; reboot"));
    CHECK_FALSE(grep_words("$(reboot)"));
}
