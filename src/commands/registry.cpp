#include "commands/registry.hpp"

#include "commands/shell_line.hpp"

namespace wheels::commands {

bool needs_login(const Config& config) {
    return !config.registry.server || config.registry.server->rfind("localhost:", 0) != 0;
}

Command registry_login(const Config& config) {
    ShellLine line("docker login");
    if (config.registry.server) line.word(*config.registry.server);
    line.raw("-u").word(config.registry.username).raw("--password-stdin");
    Command command("log in to the registry", line.text());
    command.input = config.registry.password;
    command.deadline = std::chrono::seconds(120);
    return command;
}

}  // namespace wheels::commands
