#include "commands/examination.hpp"

#include <chrono>

#include "base/shell.hpp"
#include "commands/paths.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

Command question(std::string_view name, const std::string& line) {
    Command command{std::string(name), line};
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(45);
    return command;
}

// A daemon that hangs takes every question and answers none. 124 is the status of one that ran out of time.
const std::string in_time = "$(command -v timeout > /dev/null && echo timeout 10) ";

Command ask_docker() {
    return question(asked::docker, "command -v docker > /dev/null || exit 127; " + in_time +
                                       "docker info --format "
                                       "'{{.ServerVersion}}|{{.Architecture}}|{{.DockerRootDir}}'");
}

// The kernel's own table knows no programs, but is always there.
Command ask_listeners() {
    return question(asked::listeners,
                    "if command -v ss > /dev/null; then ss -Hltnp; else cat /proc/net/tcp /proc/net/tcp6 2> "
                    "/dev/null | awk '$4 == \"0A\" {print $2}'; fi");
}

// First when it was taken, in the host's own time, then what is written in it.
Command ask_lock(const Config& config) {
    const auto directory = shell::quote(lock_directory(config));
    const auto details = shell::quote(lock_directory(config) + "/details");
    return question(asked::lock, "[ -d " + directory + " ] || exit 1; stat -c %Y " + directory +
                                     " 2> /dev/null || echo; cat " + details + " 2> /dev/null; true");
}

Command ask_folders(const Config& config) {
    return question(asked::folders, "cd " + shell::quote(app_directory(config)) +
                                        " 2> /dev/null && ls -d env/roles/* assets/extracted/* "
                                        "assets/volumes/* 2> /dev/null; true");
}

std::string words_of_hooks(const Config& config, const std::vector<std::string>& hooks) {
    std::vector<std::string> paths;
    for (const auto& hook : hooks) paths.push_back(config.hooks.path + "/" + hook);
    return shell::join(paths);
}

}  // namespace

Sequence examine_machine(const Config& config) {
    return {question(asked::time, "date +%s"),
            question(asked::memory, "grep -E '^Mem(Total|Available):' /proc/meminfo"),
            ask_docker(),
            ask_listeners(),
            ask_lock(config),
            ask_folders(config),
            question(asked::boot_config, "cat " + proxy_directory + "/options 2> /dev/null")};
}

Command ask_disk(const std::string& folder) {
    return question(asked::disk,
                    "f=" + shell::quote(folder) + "; [ -e \"$f\" ] || f=/; df -Pk \"$f\" && df -Pi \"$f\"");
}

Command list_containers() {
    return question(asked::containers,
                    in_time + "docker ps -a --format '{{.Names}}|{{.Status}}|{{.Image}}|{{.Ports}}'");
}

Sequence examine_this_machine(const Config& config, const std::vector<std::string>& hooks) {
    const auto& builder = config.builder;
    Sequence sequence{ask_docker()};
    if (!builder.arches.empty()) {
        sequence.push_back(question(asked::git, "git --version"));
        sequence.push_back(builder.pack ? question(asked::pack, "pack version")
                                        : question(asked::buildx, in_time + "docker buildx version"));
        if (builder.remote) sequence.push_back(question(asked::ssh, "command -v ssh"));
    }
    sequence.push_back(
        question(asked::agent, "[ -n \"$SSH_AUTH_SOCK\" ] || exit 3; " + in_time + "ssh-add -l"));
    if (!hooks.empty()) {
        sequence.push_back(
            question(asked::hooks, "for f in " + words_of_hooks(config, hooks) +
                                       "; do [ ! -e \"$f\" ] || { [ -f \"$f\" ] && [ -x \"$f\" "
                                       "]; } || printf '%s\\n' \"$f\"; done"));
    }
    return sequence;
}

// Docker's context is in the folder that the login must not be written to, so it is asked for before.
Command try_account(const Registry& registry) {
    ShellLine login("docker login");
    if (registry.server) login.word(*registry.server);
    login.raw("-u").word(registry.username).raw("--password-stdin");
    Command command("try the account of the registry",
                    "(DOCKER_HOST=${DOCKER_HOST:-$(docker context inspect --format "
                    "'{{.Endpoints.docker.Host}}' 2> /dev/null)}; DOCKER_CONFIG=$(mktemp -d -p /dev/shm 2> "
                    "/dev/null || mktemp -d) || exit; export DOCKER_HOST DOCKER_CONFIG; trap 'rm -rf "
                    "\"$DOCKER_CONFIG\"' EXIT; trap 'exit 1' HUP INT TERM; " +
                        in_time + login.text() + ")");
    command.input = registry.password;
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(45);
    return command;
}

}  // namespace wheels::commands
