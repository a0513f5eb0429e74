#include "commands/accessory.hpp"

#include <algorithm>
#include <chrono>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/docker_options.hpp"
#include "commands/env_file.hpp"
#include "commands/paths.hpp"
#include "commands/proxy.hpp"
#include "commands/upload.hpp"

namespace wheels::commands {
namespace {

// Beside the app's files, in a folder of the accessory's own. Kamal 2.12: configuration/accessory.rb.
std::string file_path(const Accessory& accessory, const AccessoryFile& file) {
    return accessory.service + file.remote;
}

std::string directory_path(const Accessory& accessory, const AccessoryDirectory& directory) {
    const bool absolute = directory.host_path.rfind('/', 0) == 0;
    return absolute ? directory.host_path : accessory.service + "/" + directory.host_path;
}

std::string mount(const std::string& host_path,
                  const std::string& container_path,
                  const std::optional<std::string>& options) {
    const auto from = host_path.rfind('/', 0) == 0 ? host_path : "$PWD/" + host_path;
    return from + ":" + container_path + (options ? ":" + *options : "");
}

std::string filter_of(const Accessory& accessory) {
    return "--filter " + shell::quote("label=service=" + accessory.service);
}

std::string folder_of(const std::string& path) {
    return path.substr(0, path.rfind('/'));
}

Command question(std::string name, std::string line) {
    Command command(std::move(name), std::move(line));
    command.probe = true;
    command.deadline = std::chrono::seconds(60);
    return command;
}

}  // namespace

std::string accessory_env_path(const Config& config, const Accessory& accessory) {
    return accessory_env_directory(config) + "/" + accessory.name + ".env";
}

void add_accessory_volumes(ShellLine& line, const Accessory& accessory) {
    std::vector<std::string> volumes = accessory.volumes;
    for (const auto& file : accessory.files)
        volumes.push_back(mount(file_path(accessory, file), file.remote, file.options));
    for (const auto& directory : accessory.directories)
        volumes.push_back(mount(directory_path(accessory, directory), directory.remote, directory.options));
    for (const auto& volume : volumes) line.raw("--volume").raw(shell::quote_expandable(volume));
}

Command run_accessory(const Config& config, const Accessory& accessory, const std::string& host) {
    ShellLine line("docker run --name");
    line.word(accessory.service).raw("--detach --restart").word(accessory.restart);
    line.raw("--network").word(accessory.network);
    add_logging(line, config.logging);
    if (accessory.port) line.raw("--publish").word(*accessory.port);
    line.pair("--env", "KAMAL_HOST", host);
    line.variables(accessory.env.clear);
    line.raw("--env-file").word(accessory_env_path(config, accessory));
    add_accessory_volumes(line, accessory);
    line.pairs("--label", merged_labels({{"service", accessory.service}}, accessory.labels));
    line.options(accessory.options);
    line.word(accessory.image);
    if (accessory.cmd) line.raw(one_command(*accessory.cmd));
    Command command("run accessory " + accessory.name, line.text());
    command.deadline = std::chrono::minutes(30);  // it may have to pull its image
    command.dry_reply = "<container id>";
    return command;
}

Command accessory_containers(const Accessory& accessory) {
    return question("look for accessory " + accessory.name, "docker ps -a -q " + filter_of(accessory));
}

Sequence make_accessory_directories(const Accessory& accessory) {
    Sequence sequence;
    for (const auto& directory : accessory.directories) {
        const auto path = shell::quote_expandable(directory_path(accessory, directory));
        auto line = "mkdir -p " + path;
        if (directory.mode) line += " && chmod " + shell::quote(*directory.mode) + " " + path;
        if (directory.owner) line += " && chown " + shell::quote(*directory.owner) + " " + path;
        sequence.emplace_back("make directory of accessory " + accessory.name, line);
    }
    return sequence;
}

Sequence upload_accessory_files(const Accessory& accessory, const std::vector<AccessoryUpload>& files) {
    Sequence sequence;
    for (const auto& [file, content] : files) {
        const auto path = file_path(accessory, *file);
        sequence.emplace_back("make directory of accessory " + accessory.name,
                              "mkdir -p " + shell::quote(folder_of(path)));
        sequence.push_back(upload_in_place("file of accessory " + accessory.name,
                                           Upload(path, Secret(content), file->mode)));
        if (!file->owner) continue;
        sequence.emplace_back("give file of accessory " + accessory.name + " to its owner",
                              "chown " + shell::quote(*file->owner) + " " + shell::quote(path));
    }
    return sequence;
}

Sequence upload_accessory_env(const Config& config, const Accessory& accessory) {
    const auto path = accessory_env_path(config, accessory);
    return {Command("make env directory", "mkdir -p " + shell::quote(folder_of(path))),
            upload("env file", Upload(path, Secret(env_file_content(accessory.env)), "600"))};
}

Command accessory_proxy_deploy(const Config& config,
                               const Accessory& accessory,
                               const std::string& container_id) {
    const ProxyService service{accessory.service, "", accessory.proxy.value()};
    return proxy_deploy(config, service, container_id);
}

Command pull_accessory_image(const Accessory& accessory) {
    Command command("pull image of accessory " + accessory.name,
                    ShellLine("docker image pull").word(accessory.image).text());
    command.deadline = std::chrono::minutes(30);
    return command;
}

Command start_accessory(const Accessory& accessory) {
    return {"start accessory " + accessory.name,
            ShellLine("docker container start").word(accessory.service).text()};
}

Command stop_accessory(const Accessory& accessory) {
    Command command("stop accessory " + accessory.name,
                    ShellLine("docker container stop").word(accessory.service).text());
    command.checked = false;
    return command;
}

Command remove_accessory_container(const Accessory& accessory) {
    return {"remove container of accessory " + accessory.name,
            "docker container prune --force " + filter_of(accessory)};
}

Command remove_accessory_image(const Accessory& accessory) {
    return {"remove image of accessory " + accessory.name,
            ShellLine("docker image rm --force").word(accessory.image).text()};
}

Command running_accessory(const Accessory& accessory) {
    auto command = question(
        "look for accessory " + accessory.name,
        "docker container ls --filter " + shell::quote("name=^" + accessory.service + "$") + " --quiet");
    command.dry_reply = "<container id>";
    return command;
}

Command accessory_details(const Accessory& accessory, Listing listing) {
    return question("list accessory " + accessory.name, "docker ps " + filter_of(accessory) + as(listing));
}

}  // namespace wheels::commands
