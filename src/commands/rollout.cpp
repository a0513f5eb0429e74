#include "commands/rollout.hpp"

#include <chrono>

#include "base/shell.hpp"
#include "commands/paths.hpp"
#include "commands/shell_line.hpp"

namespace wheels::commands {
namespace {

constexpr std::int64_t margin = 60;  // seconds on top of what kamal-proxy was told to wait

std::string note(const Config& config) {
    return app_directory(config) + "/had-canary";
}

std::string in_seconds(std::int64_t seconds) {
    return std::to_string(seconds) + "s";
}

ShellLine rollout(std::string_view what, const Config& config, const Role& role) {
    ShellLine line("docker exec kamal-proxy kamal-proxy rollout");
    line.raw(what).word(config.container_prefix(role));
    return line;
}

}  // namespace

Command read_proxy_state_if_noted(const Config& config) {
    auto command = read_proxy_state();
    command.line = "[ ! -e " + shell::quote(note(config)) + " ] || { " + command.line + "; }";
    return command;
}

Command note_canary(const Config& config) {
    return {"note that there is a canary",
            "mkdir -p " + shell::quote(app_directory(config)) + " && : > " + shell::quote(note(config))};
}

Command read_proxy_state() {
    Command command(
        "ask what the proxy serves",
        "docker cp kamal-proxy:/home/kamal-proxy/.config/kamal-proxy/kamal-proxy.state - | tar -xO");
    command.probe = true;
    command.checked = false;
    command.deadline = std::chrono::seconds(60);
    command.dry_reply = "<what the proxy serves>";
    return command;
}

Command rollout_deploy(const Config& config, const Role& role, const std::string& container_id) {
    auto line = rollout("deploy", config, role);
    line.flag("target", container_id + ":" + std::to_string(role.proxy.value().app_port));
    line.flag("deploy-timeout", in_seconds(config.deploy_timeout));
    line.flag("drain-timeout", in_seconds(config.drain_timeout));
    Command command("show the proxy the canary", line.text());
    command.deadline = std::chrono::seconds(config.deploy_timeout + config.drain_timeout + margin);
    return command;
}

Command rollout_drain(const Config& config, const Role& role, const std::string& serving_id) {
    auto command = rollout_deploy(config, role, serving_id);
    command.name = "let the canary's requests end";
    command.checked = false;
    return command;
}

Command rollout_set(const Config& config, const Role& role, const CanaryShare& share) {
    auto line = rollout("set", config, role);
    line.flag("percent", std::to_string(share.percent));
    for (const auto& value : share.visitors) line.flag("list", value);
    return {"give the canary its share", line.text()};
}

Command rollout_stop(const Config& config, const Role& role) {
    Command command("take the canary's share", rollout("stop", config, role).text());
    command.checked = false;
    return command;
}

}  // namespace wheels::commands
