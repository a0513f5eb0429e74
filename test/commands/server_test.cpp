#include "commands/server.hpp"

#include <doctest/doctest.h>

using namespace wheels::commands;

TEST_CASE("Docker is installed by its own script, fetched with what the host has") {
    CHECK(docker_installed().line == "docker -v");
    CHECK(install_docker().line ==
          "sh -c 'curl -fsSL https://get.docker.com || wget -O - https://get.docker.com || echo \"exit 1\"' "
          "| sh");
    CHECK(install_docker().checked);
    CHECK(add_to_docker_group().line == "sudo -n usermod -aG docker \"${USER:-$(id -un)}\"");
}

TEST_CASE("what a user may do is a question, and no is an answer") {
    CHECK(may_install().line == "[ \"${EUID:-$(id -u)}\" -eq 0 ] || sudo -nl usermod > /dev/null");
    CHECK(may_use_docker().line ==
          "[ \"${EUID:-$(id -u)}\" -eq 0 ] || id -nG \"${USER:-$(id -un)}\" | grep -qw docker");
    for (const auto& question : {docker_installed(), may_install(), may_use_docker()}) {
        CHECK(question.probe);
        CHECK_FALSE(question.checked);
    }
}
