#include "commands/image.hpp"

#include "base/shell.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {

Command first_mirror() {
    Command command("ask for the registry mirror",
                    "docker info --format '{{index .RegistryConfig.Mirrors 0}}'");
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(60);
    command.dry_reply = "<registry mirror>";
    return command;
}

Command clean_image(const Config& config) {
    Command command("remove image",
                    ShellLine("docker image rm --force").word(config.absolute_image()).text());
    command.checked = false;
    return command;
}

Command pull_image(const Config& config) {
    Command command("pull image", ShellLine("docker pull").word(config.absolute_image()).text());
    command.deadline = std::chrono::minutes(30);
    return command;
}

Command validate_image(const Config& config) {
    const auto image = config.absolute_image();
    const auto complaint = "Image " + image + " is missing the 'service' label with the value '" +
                           config.service + "': build it with --label service=" + config.service;
    Command command("check image label",
                    "(label=$(docker inspect -f '{{ .Config.Labels.service }}' " + shell::quote(image) +
                        ") && " + "{ [ \"$label\" = " + shell::quote(config.service) + " ] || { echo " +
                        shell::quote(complaint) + " >&2; exit 1; }; })");
    command.probe = true;
    return command;
}

Command list_images(const Config& config, Listing listing) {
    ShellLine line("docker image ls");
    line.word(config.repository());
    Command command("list images", line.text() + as(listing));
    command.probe = true;
    command.deadline = std::chrono::seconds(60);
    return command;
}

Command image_times(const Config& config) {
    Command command(
        "ask for the age of images",
        ShellLine("docker ps -q --filter").word("label=service=" + config.service).text() +
            " | xargs -r docker inspect --format '{{.Image}}' | sort -u | xargs -r docker image inspect "
            "--format '{{.Id}}|{{.Created}}'");
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(60);
    return command;
}

Command remove_images(const Config& config) {
    ShellLine line("docker image prune --all --force --filter");
    return {"remove images", line.word("label=service=" + config.service).text()};
}

}  // namespace wheels::commands
