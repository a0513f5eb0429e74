#include "commands/app.hpp"

#include <chrono>
#include <utility>

#include "base/shell.hpp"
#include "commands/assets.hpp"
#include "commands/docker_options.hpp"
#include "commands/env_file.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

constexpr std::chrono::seconds question_deadline{60};
constexpr std::int64_t docker_stop_timeout = 10;  // seconds; of `docker stop` without -t
constexpr std::int64_t stop_margin = 120;         // seconds that a busy Docker may need on top

std::optional<std::int64_t> stop_timeout(const Config& config, const Role& role) {
    if (role.stop_timeout) return role.stop_timeout;
    if (role.proxy) return std::nullopt;
    return config.drain_timeout;
}

ShellLine stop_line(const Config& config, const Role& role) {
    const auto timeout = stop_timeout(config, role);
    ShellLine line("docker stop");
    if (timeout) line.raw("-t").word(std::to_string(*timeout));
    return line;
}

Command stop(const Config& config, const Role& role, std::string line) {
    Command command("stop container", std::move(line));
    command.checked = false;
    command.deadline =
        std::chrono::seconds(stop_timeout(config, role).value_or(docker_stop_timeout) + stop_margin);
    return command;
}

Pairs labels_of(const Config& config, const Role& role) {
    Pairs ours{
        {"service", config.service}, {"role", role.name}, {"destination", config.destination.value_or("")}};
    return merged_labels(std::move(ours), role.labels);
}

void add_filters(ShellLine& line, const Config& config, const Role* role) {
    line.raw("--filter").word("label=service=" + config.service);
    line.raw("--filter").word("label=destination=" + config.destination.value_or(""));
    if (role != nullptr) line.raw("--filter").word("label=role=" + role->name);
}

Command ask_container(std::string name, std::string line) {
    Command command(std::move(name), std::move(line));
    command.probe = true;
    command.deadline = question_deadline;
    return command;
}

}  // namespace

Command run_app(const Config& config,
                const Role& role,
                const std::string& host,
                const std::string& hostname) {
    const auto name = config.container_name(role, config.version);
    const auto& env = role.env_by_host.at(host);
    ShellLine line("docker run --detach --restart");
    line.word(role.restart).raw("--name").word(name).raw("--network kamal --hostname").word(hostname);
    line.pair("--env", "KAMAL_CONTAINER_NAME", name);
    line.pair("--env", "KAMAL_VERSION", config.version);
    line.pair("--env", "KAMAL_HOST", host);
    if (config.destination) line.pair("--env", "KAMAL_DESTINATION", *config.destination);
    line.variables(env.clear);
    line.raw("--env-file").word(env_file_path(config, role));
    add_logging(line, role.logging);
    for (const auto& volume : config.volumes) line.raw("--volume").raw(shell::quote_expandable(volume));
    if (role.asset_path) line.raw("--volume").raw(shell::quote_expandable(asset_volume(config, role)));
    line.pairs("--label", labels_of(config, role));
    line.options(role.options);
    line.word(config.absolute_image());
    if (role.cmd) line.raw(one_command(*role.cmd));
    Command command("run container", line.text());
    command.dry_reply = "<container id>";
    return command;
}

std::string container_hostname(const std::string& host, const std::string& random_hex12) {
    // A hostname has at most 64 characters (Kamal 2.12: cli/app/boot.rb).
    auto start = host.substr(0, 51);
    if (!start.empty() && start.back() == '.') start.pop_back();
    return start + "-" + random_hex12;
}

Command rename_container(const Config& config,
                         const Role& role,
                         const std::string& from_version,
                         const std::string& to_version) {
    ShellLine line("docker rename");
    line.word(config.container_name(role, from_version)).word(config.container_name(role, to_version));
    return {"rename container", line.text()};
}

Command stop_container(const Config& config, const Role& role, const std::string& container) {
    return stop(config, role, stop_line(config, role).word(container).text());
}

Command stop_new_container(const Config& config, const Role& role) {
    const auto name = config.container_name(role, config.version);
    return stop(config, role,
                "docker container ls --all --quiet --filter " + shell::quote("name=^" + name + "$") +
                    " | xargs -r " + stop_line(config, role).text());
}

Command container_status(const Config& config, const Role& role, const std::string& version) {
    ShellLine line(
        "docker container inspect --format "
        "'{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}} {{.RestartCount}}{{end}}'");
    line.word(config.container_name(role, version));
    auto command = ask_container("ask for the container's health", line.text());
    command.dry_reply = "<health>";
    return command;
}

Command container_logs(const Config& config, const Role& role, const std::string& version, int lines) {
    ShellLine line("docker logs --tail");
    line.word(std::to_string(lines)).word(config.container_name(role, version)).raw("2>&1");
    auto command = ask_container("read the container's log", line.text());
    command.checked = false;
    return command;
}

Command container_health(const Config& config, const Role& role, const std::string& version) {
    ShellLine line("docker container inspect --format '{{json .State.Health}}'");
    line.word(config.container_name(role, version));
    auto command = ask_container("read the container's health checks", line.text());
    command.checked = false;
    return command;
}

Command tag_latest(const Config& config) {
    ShellLine line("docker tag");
    line.word(config.absolute_image()).word(config.latest_image());
    return {"tag image", line.text()};
}

Command start_container(const Config& config, const Role& role) {
    ShellLine line("docker start");
    line.word(config.container_name(role, config.version));
    Command command("start container", line.text());
    command.checked = false;
    return command;
}

Command remove_container(const Config& config, const Role& role, const std::string& version) {
    const auto name = config.container_name(role, version);
    Command command("remove container", "(id=$(docker container ls --all --filter " +
                                            shell::quote("name=^" + name + "$") +
                                            " --quiet) && { [ -n \"$id\" ] || { echo " +
                                            shell::quote("there is no container " + name) +
                                            " >&2; exit 1; }; } && docker container rm $id)");
    command.hint = "`wheels deploy app containers` shows which there are; one that runs is not removed.";
    return command;
}

Command remove_containers(const Config& config, const Role& role) {
    ShellLine line("docker container prune --force");
    add_filters(line, config, &role);
    return {"remove containers", line.text()};
}

Command app_details(const Config& config, const Role& role, Listing listing) {
    ShellLine line("docker ps");
    add_filters(line, config, &role);
    return ask_container("list app containers", line.text() + as(listing));
}

Command app_containers(const Config& config, Listing listing) {
    ShellLine line("docker container ls --all");
    add_filters(line, config, nullptr);
    return ask_container("list app containers", line.text() + as(listing));
}

}  // namespace wheels::commands
