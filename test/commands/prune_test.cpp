#include "commands/prune.hpp"

#include <doctest/doctest.h>

#include "sample.hpp"

using namespace wheels;
using namespace wheels::commands;

TEST_CASE("pruning keeps what Kamal keeps") {
    const auto config = sample_staging();

    CHECK(prune_containers(config, 3).line ==
          "(stopped=$(docker ps -q -a --filter label=service=app --filter status=created --filter "
          "status=exited "
          "--filter status=dead) && printf '%s\\n' \"$stopped\" | tail -n +4 | "
          "while read -r container; do docker rm \"$container\"; done)");
    CHECK(prune_dangling_images(config).line == "docker image prune --force --filter label=service=app");
    CHECK(prune_tagged_images(config).line ==
          "(images=$(docker image ls --filter label=service=app --format '{{.ID}} {{.Repository}}:{{.Tag}}') "
          "&& "
          "used=$(docker container ls -a --format '{{.Image}}\\|' --filter label=service=app) && "
          "{ [ -z \"$images\" ] || printf '%s\\n' \"$images\" | grep -v -w \"$(printf '%s' \"$used\" | tr -d "
          "'\\n')\""
          "'reg.test:5000/org/app:latest-staging\\|reg.test:5000/org/app:<none>' | "
          "while read -r image tag; do docker rmi \"$tag\"; done; })");
}
