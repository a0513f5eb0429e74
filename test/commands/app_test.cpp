#include "commands/app.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("an app container is run as Kamal runs it") {
    const auto config = sample_config();

    const auto command = run_app(config, config.role("web"), "10.0.0.1", "10.0.0.1-0123456789ab");

    CHECK(command.line ==
          "docker run --detach --restart unless-stopped --name app-web-v2 --network kamal "
          "--hostname 10.0.0.1-0123456789ab --env KAMAL_CONTAINER_NAME=\"app-web-v2\" --env "
          "KAMAL_VERSION=\"v2\" "
          "--env KAMAL_HOST=\"10.0.0.1\" --env-file .kamal/apps/app/env/roles/web.env --log-opt "
          "max-size=\"10m\" "
          "--label service=\"app\" --label role=\"web\" --label destination reg.test:5000/org/app:v2");
    CHECK(command.checked);
    CHECK_FALSE(command.probe);
    CHECK(command.dry_reply == "<container id>");
}

TEST_CASE("a destination shows in name, environment, label and paths of a container") {
    const auto config = sample_staging();

    const auto command = run_app(config, config.role("workers"), "10.0.0.2", "h");

    CHECK(command.line ==
          "docker run --detach --restart unless-stopped --name app-workers-staging-v2 --network kamal "
          "--hostname h "
          "--env KAMAL_CONTAINER_NAME=\"app-workers-staging-v2\" --env KAMAL_VERSION=\"v2\" --env "
          "KAMAL_HOST=\"10.0.0.2\" "
          "--env KAMAL_DESTINATION=\"staging\" --env-file .kamal/apps/app-staging/env/roles/workers.env "
          "--log-opt max-size=\"10m\" --label service=\"app\" --label role=\"workers\" --label "
          "destination=\"staging\" "
          "reg.test:5000/org/app:v2 bin/jobs --queue default");
}

TEST_CASE("everything a role can set is in the run command, in Kamal's order") {
    auto config = sample_config();
    config.volumes = {"data:/data", "$PWD/my files:/files"};
    auto& role = config.roles[0];
    role.env_by_host["10.0.0.1"].clear = {{"COLOR", "blue sky"}, {"EMPTY", ""}, {"PATH_", "${HOME}/$x"}};
    role.env_by_host["10.0.0.1"].secret = {{"TOKEN", Secret("never in a line")}};
    role.labels = {{"team", "back office"}, {"role", "other"}};
    role.restart = "on-failure:3";
    role.options = {
        {"memory", "512m"}, {"init", std::nullopt}, {"empty", ""}, {"add-host", "a:1"}, {"add-host", "b:2"}};
    role.logging.driver = "json-file";
    role.logging.options = {{"max-file", "3"}};

    const auto command = run_app(config, role, "10.0.0.1", "h");

    CHECK(
        command.line ==
        "docker run --detach --restart on-failure:3 --name app-web-v2 --network kamal --hostname h "
        "--env KAMAL_CONTAINER_NAME=\"app-web-v2\" --env KAMAL_VERSION=\"v2\" --env KAMAL_HOST=\"10.0.0.1\" "
        "--env COLOR=\"blue sky\" --env EMPTY=\"\" --env PATH_=\"${HOME}/\\$x\" "
        "--env-file .kamal/apps/app/env/roles/web.env --log-driver \"json-file\" --log-opt max-file=\"3\" "
        "--volume data:/data --volume \"$PWD/my files:/files\" "
        "--label service=\"app\" --label role=\"other\" --label destination --label team=\"back office\" "
        "--memory \"512m\" --init --empty --add-host \"a:1\" --add-host \"b:2\" reg.test:5000/org/app:v2");
}

TEST_CASE("a command over several lines of YAML stays one command") {
    auto config = sample_config();
    config.roles[1].cmd = "bin/jobs\n--queue \"a b\"\n";

    const auto line = run_app(config, config.roles[1], "10.0.0.2", "h").line;

    CHECK(line.substr(line.find("v2 bin")) == "v2 bin/jobs --queue \"a b\"");
}

TEST_CASE("a version with shell characters stays a word") {
    auto config = sample_config();
    config.version = "v1;reboot";

    CHECK(tag_latest(config).line ==
          "docker tag 'reg.test:5000/org/app:v1;reboot' reg.test:5000/org/app:latest");
    CHECK(rename_container(config, config.roles[0], "v1;reboot", "$(x)").line ==
          "docker rename 'app-web-v1;reboot' 'app-web-$(x)'");
}

TEST_CASE("a host that is none of the role's is a mistake of the caller") {
    const auto config = sample_config();

    CHECK_THROWS_AS(run_app(config, config.role("workers"), "10.0.0.1", "h"), std::out_of_range);
}

TEST_CASE("a hostname is cut so that the suffix fits") {
    const struct {
        std::string host;
        std::string expected;
    } cases[] = {
        {"10.0.0.1", "10.0.0.1-abc"},
        {std::string(60, 'h'), std::string(51, 'h') + "-abc"},
        {std::string(50, 'h') + ".example.org", std::string(50, 'h') + "-abc"},
        {"", "-abc"},
    };

    for (const auto& c : cases) {
        CAPTURE(c.host);
        CHECK(container_hostname(c.host, "abc") == c.expected);
    }
}

TEST_CASE("stopping waits as long as the role needs") {
    auto config = sample_config();
    config.drain_timeout = 40;
    auto& web = config.roles[0];
    auto& workers = config.roles[1];

    CHECK(stop_container(config, web, "app-web-v1").line == "docker stop app-web-v1");
    CHECK(stop_container(config, workers, "0123456789ab").line == "docker stop -t 40 0123456789ab");
    web.stop_timeout = 300;
    workers.stop_timeout = 7;
    CHECK(stop_container(config, web, "app-web-v1").line == "docker stop -t 300 app-web-v1");
    CHECK(stop_container(config, workers, "0123456789ab").line == "docker stop -t 7 0123456789ab");
    CHECK(stop_container(config, web, "app-web-v1").deadline > std::chrono::seconds(300));
    CHECK_FALSE(stop_container(config, web, "app-web-v1").checked);
}

TEST_CASE("a new container is only stopped where it was made") {
    const auto config = sample_config();

    CHECK(stop_new_container(config, config.roles[0]).line ==
          "docker container ls --all --quiet --filter 'name=^app-web-v2$' | xargs -r docker stop");
    CHECK(stop_new_container(config, config.roles[1]).line ==
          "docker container ls --all --quiet --filter 'name=^app-workers-v2$' | xargs -r docker stop -t 30");
}

TEST_CASE("questions about a container are probes") {
    const auto config = sample_config();
    const auto& web = config.role("web");

    CHECK(container_status(config, web, "v2").line ==
          "docker container inspect --format "
          "'{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}} {{.RestartCount}}{{end}}' "
          "app-web-v2");
    CHECK(container_logs(config, web, "v2", 20).line == "docker logs --tail 20 app-web-v2 2>&1");
    CHECK(container_health(config, web, "v2").line ==
          "docker container inspect --format '{{json .State.Health}}' app-web-v2");
    CHECK(app_details(config, web).line ==
          "docker ps --filter label=service=app --filter label=destination= --filter label=role=web");
    CHECK(app_details(sample_staging(), web).line ==
          "docker ps --filter label=service=app --filter label=destination=staging --filter label=role=web");
    for (const auto& command : {container_status(config, web, "v2"), container_logs(config, web, "v2", 20),
                                container_health(config, web, "v2"), app_details(config, web)}) {
        CAPTURE(command.name);
        CHECK(command.probe);
    }
    CHECK_FALSE(container_logs(config, web, "v2", 20).checked);
    CHECK_FALSE(container_health(config, web, "v2").checked);
}

TEST_CASE("containers are started and removed by the name of their version") {
    const auto config = sample_staging();
    const auto& web = config.roles[0];

    CHECK(start_container(config, web).line == "docker start " + config.container_name(web, config.version));
    CHECK_FALSE(start_container(config, web).checked);
    CHECK(remove_container(config, web, "v9").line ==
          "(id=$(docker container ls --all --filter 'name=^app-web-staging-v9$' --quiet) && { [ -n \"$id\" ] "
          "|| "
          "{ echo 'there is no container app-web-staging-v9' >&2; exit 1; }; } && docker container rm $id)");
    CHECK(remove_containers(config, web).line ==
          "docker container prune --force --filter label=service=app --filter label=destination=staging "
          "--filter "
          "label=role=web");
    CHECK(app_containers(config).line ==
          "docker container ls --all --filter label=service=app --filter label=destination=staging");
}
