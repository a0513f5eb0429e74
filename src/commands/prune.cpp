#include "commands/prune.hpp"

#include <string>

#include "base/shell.hpp"

namespace wheels::commands {
namespace {

std::string service_filter(const Config& config) {
    return "--filter " + shell::quote("label=service=" + config.service);
}

}  // namespace

Command prune_containers(const Config& config, std::int64_t retain) {
    return {"prune containers", "(stopped=$(docker ps -q -a " + service_filter(config) +
                                    " --filter status=created --filter status=exited --filter status=dead) "
                                    "&& printf '%s\\n' \"$stopped\" | "
                                    "tail -n +" +
                                    std::to_string(retain + 1) +
                                    " | while read -r container; do docker rm \"$container\"; done)"};
}

Command prune_dangling_images(const Config& config) {
    return {"prune dangling images", "docker image prune --force " + service_filter(config)};
}

Command prune_tagged_images(const Config& config) {
    // Kamal's own pattern (2.12: commands/prune.rb): the images of all containers, the latest tag, and
    // dangling images that are in use. Unlike Kamal's line, this one stops when Docker does not answer a
    // question.
    const auto kept = config.latest_image() + "\\|" + config.repository() + ":<none>";
    return {"prune images", "(images=$(docker image ls " + service_filter(config) +
                                " --format '{{.ID}} {{.Repository}}:{{.Tag}}') && used=$(docker container ls "
                                "-a --format '{{.Image}}\\|' " +
                                service_filter(config) +
                                ") && { [ -z \"$images\" ] || printf '%s\\n' \"$images\" | grep -v -w "
                                "\"$(printf '%s' \"$used\" | tr -d '\\n')\"" +
                                shell::quote(kept) +
                                " | while read -r image tag; do docker rmi \"$tag\"; done; })"};
}

}  // namespace wheels::commands
