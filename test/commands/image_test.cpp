#include "commands/image.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "commands/registry.hpp"
#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("an image is removed, pulled and checked by its full name") {
    const auto config = sample_config();

    CHECK(clean_image(config).line == "docker image rm --force reg.test:5000/org/app:v2");
    CHECK_FALSE(clean_image(config).checked);
    CHECK(pull_image(config).line == "docker pull reg.test:5000/org/app:v2");
    CHECK(pull_image(config).deadline == std::chrono::minutes(30));
    CHECK(validate_image(config).line ==
          "(label=$(docker inspect -f '{{ .Config.Labels.service }}' reg.test:5000/org/app:v2) && "
          "{ [ \"$label\" = app ] || { echo 'Image reg.test:5000/org/app:v2 is missing the '\\''service'\\'' "
          "label "
          "with the value '\\''app'\\'': build it with --label service=app' >&2; exit 1; }; })");
    CHECK(validate_image(config).probe);
}

TEST_CASE("the question for a mirror may fail") {
    CHECK(first_mirror().line == "docker info --format '{{index .RegistryConfig.Mirrors 0}}'");
    CHECK_FALSE(first_mirror().checked);
    CHECK(first_mirror().probe);
}

TEST_CASE("the registry's password goes by stdin only") {
    const auto command = registry_login(sample_config().registry);

    CHECK(command.line == "docker login reg.test:5000 -u deployer --password-stdin");
    CHECK(command.input == Secret("bedpass"));
}

TEST_CASE("without a server it is Docker Hub") {
    auto config = sample_config();
    config.registry.server.reset();
    config.registry.username = "robot$ci";

    CHECK(registry_login(config.registry).line == "docker login -u 'robot$ci' --password-stdin");
    CHECK(pull_image(config).line == "docker pull org/app:v2");
    CHECK(needs_login(config.registry));
}

TEST_CASE("a registry on localhost needs no login") {
    auto config = sample_config();
    CHECK(needs_login(config.registry));

    config.registry.server = "localhost:5000";

    CHECK_FALSE(needs_login(config.registry));
}

TEST_CASE("a registry is logged out of by its name, the Docker Hub without one") {
    auto config = sample_config();
    CHECK(registry_logout(config.registry).line == "docker logout reg.test:5000");

    config.registry.server.reset();

    CHECK(registry_logout(config.registry).line == "docker logout");
}

TEST_CASE("the registry of this machine is started, or run on its port") {
    Registry registry;
    registry.server = "localhost:5555";

    CHECK(start_local_registry(registry).line ==
          "docker start kamal-docker-registry || docker run --detach -p 127.0.0.1:5555:5000 "
          "--name kamal-docker-registry registry:3");
    CHECK(remove_local_registry().line ==
          "docker stop kamal-docker-registry && docker rm kamal-docker-registry");
}
