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
    const auto command = registry_login(sample_config());

    CHECK(command.line == "docker login reg.test:5000 -u deployer --password-stdin");
    CHECK(command.input == Secret("bedpass"));
}

TEST_CASE("without a server it is Docker Hub") {
    auto config = sample_config();
    config.registry.server.reset();
    config.registry.username = "robot$ci";

    CHECK(registry_login(config).line == "docker login -u 'robot$ci' --password-stdin");
    CHECK(pull_image(config).line == "docker pull org/app:v2");
    CHECK(needs_login(config));
}

TEST_CASE("a registry on localhost needs no login") {
    auto config = sample_config();
    CHECK(needs_login(config));

    config.registry.server = "localhost:5000";

    CHECK_FALSE(needs_login(config));
}
