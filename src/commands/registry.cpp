#include "commands/registry.hpp"

#include <chrono>

#include "commands/shell_line.hpp"

namespace wheels::commands {

bool needs_login(const Registry& registry) {
    return !registry.is_local();
}

Command registry_login(const Registry& registry) {
    ShellLine line("docker login");
    if (registry.server) line.word(*registry.server);
    line.raw("-u").word(registry.username).raw("--password-stdin");
    Command command("log in to the registry", line.text());
    command.input = registry.password;
    command.hint = "the account is `registry/username` and `registry/password` of deploy.yml";
    command.deadline = std::chrono::seconds(120);
    return command;
}

Command registry_logout(const Registry& registry) {
    ShellLine line("docker logout");
    if (registry.server) line.word(*registry.server);
    Command command("log out of the registry", line.text());
    command.deadline = std::chrono::seconds(60);
    return command;
}

Command start_local_registry(const Registry& registry) {
    const auto port = std::to_string(registry.local_port().value());
    Command command("start the local registry",
                    "docker start kamal-docker-registry || docker run --detach -p 127.0.0.1:" + port +
                        ":5000 --name kamal-docker-registry registry:3");
    command.deadline = std::chrono::minutes(10);  // it may have to pull its image
    return command;
}

Command remove_local_registry() {
    Command command("remove the local registry",
                    "docker stop kamal-docker-registry && docker rm kamal-docker-registry");
    command.checked = false;
    command.deadline = std::chrono::minutes(2);
    return command;
}

}  // namespace wheels::commands
