#include "commands/server.hpp"

#include <chrono>

namespace wheels::commands {
namespace {

Command status_of(std::string name, std::string line) {
    Command command(std::move(name), std::move(line));
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(60);
    return command;
}

}  // namespace

Command docker_installed() {
    return status_of("look for Docker", "docker -v");
}

Command may_install() {
    return status_of("ask for the right to install",
                     "[ \"${EUID:-$(id -u)}\" -eq 0 ] || sudo -nl usermod > /dev/null");
}

Command install_docker() {
    Command command("install Docker",
                    "sh -c 'curl -fsSL https://get.docker.com || wget -O - https://get.docker.com || "
                    "echo \"exit 1\"' | sh");
    command.deadline = std::chrono::minutes(15);
    return command;
}

Command may_use_docker() {
    return status_of("ask for the right to use Docker",
                     "[ \"${EUID:-$(id -u)}\" -eq 0 ] || id -nG \"${USER:-$(id -un)}\" | grep -qw docker");
}

Command add_to_docker_group() {
    return {"add the user to Docker's group", "sudo -n usermod -aG docker \"${USER:-$(id -un)}\""};
}

}  // namespace wheels::commands
