#include "commands/execution.hpp"

#include <utility>

#include "base/shell.hpp"
#include "commands/accessory.hpp"
#include "commands/docker_options.hpp"
#include "commands/env_file.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

void attach(ShellLine& line, Attachment attachment) {
    if (attachment.terminal) {
        line.raw("-it");
    } else if (attachment.input) {
        line.raw("-i");
    }
}

// A docker that has to pull the image first begins late, but it begins.
Command program(const ShellLine& line) {
    return {"run the command", line.text()};
}

}  // namespace

Command exec_in_app(const Config& config,
                    const Role& role,
                    const std::string& version,
                    const Pairs& environment,
                    Attachment attachment,
                    const std::string& words) {
    ShellLine line("docker exec");
    attach(line, attachment);
    line.pairs("--env", environment).word(config.container_name(role, version)).raw(words);
    return program(line);
}

Command run_in_app(const Config& config,
                   const Role& role,
                   const AppContainer& container,
                   Attachment attachment,
                   const std::string& words) {
    ShellLine line("docker run");
    attach(line, attachment);
    line.raw(container.detach ? "--detach" : "--rm").raw("--name");
    line.word(config.container_prefix(role) + "-exec-" + container.version + "-" + container.random_hex6);
    line.raw("--network kamal").variables(role.env_by_host.at(container.host).clear);
    line.raw("--env-file").word(env_file_path(config, role)).pairs("--env", container.environment);
    add_logging(line, role.logging);
    for (const auto& volume : config.volumes) line.raw("--volume").raw(shell::quote_expandable(volume));
    line.options(role.options).word(config.repository() + ":" + container.version).raw(words);
    return program(line);
}

Command exec_in_accessory(const Accessory& accessory, Attachment attachment, const std::string& words) {
    ShellLine line("docker exec");
    attach(line, attachment);
    line.word(accessory.service).raw(words);
    return program(line);
}

Command run_in_accessory(const Config& config,
                         const Accessory& accessory,
                         Attachment attachment,
                         const std::string& words) {
    ShellLine line("docker run");
    attach(line, attachment);
    line.raw("--rm --network").word(accessory.network).variables(accessory.env.clear);
    line.raw("--env-file").word(accessory_env_path(config, accessory));
    add_accessory_volumes(line, accessory);
    line.options(accessory.options).word(accessory.image).raw(words);
    return program(line);
}

Command run_on_host(const std::string& words) {
    return program(ShellLine(words));
}

std::string latest_tag(const Config& config) {
    return config.destination ? "latest-" + *config.destination : "latest";
}

}  // namespace wheels::commands
