#include "api/wiring.hpp"

#include <utility>

#include "async/coroutine.hpp"
#include "config/ssh_url.hpp"
#include "engine/forwarded.hpp"
#include "engine/hooks.hpp"
#include "engine/planned_hooks.hpp"
#include "process/command_carrier.hpp"
#include "process/local_runner.hpp"
#include "ssh/ssh_connector.hpp"
#include "transport/dry_runner.hpp"
#include "wheels/clock.hpp"

namespace wheels::api {
namespace {

SshOptions ssh_options(const Config& config, const Surroundings& surroundings, Sink& sink) {
    SshOptions options;
    options.user = config.ssh.user;
    options.port = config.ssh.port;
    options.keys = config.ssh.keys;
    options.key_texts = config.ssh.key_data;
    options.keys_only = config.ssh.keys_only;
    options.home = surroundings.home;
    options.agent_socket = variable(surroundings.environment, "SSH_AUTH_SOCK");
    options.accept_new_hosts = config.accept_new_hosts;
    options.max_concurrent_starts = config.sshkit.max_concurrent_starts;
    options.dns_retries = config.sshkit.dns_retries;
    options.prompter = surroundings.prompter;
    options.warn = [&sink](std::string text) {
        sink.on_event(event::Notice{event::Notice::Level::warning, {}, std::move(text)});
    };
    return options;
}

// OpenSSH: sshconnect.c, ssh_proxy_connect. The shell of the user makes room for the program.
std::unique_ptr<Carrier> start_proxy(const std::string& command,
                                     const Surroundings& surroundings,
                                     const executor& on) {
    auto shell = variable(surroundings.environment, "SHELL");
    if (shell.empty()) shell = "/bin/sh";
    ChildSpec spec({shell, "-c", "exec " + command});
    spec.directory = surroundings.project_root;
    spec.environment = environment_block(surroundings.environment);
    return std::make_unique<CommandCarrier>(std::move(spec), "the proxy command", on);
}

// Kamal 2.12: cli/build.rb, connect_to_remote_host. The keys of `ssh` are among those that are tried.
SshOptions login_options(const config::SshUrl& url, SshOptions options, const Surroundings& surroundings) {
    const auto own =
        surroundings.user.empty() ? variable(surroundings.environment, "USER") : surroundings.user;
    options.user = url.user.empty() ? own : url.user;
    options.port = url.port;
    return options;
}

// As docker connects, and Kamal: `ssh` of deploy.yml is about the hosts, so it is left out.
SshOptions builder_options(const config::SshUrl& url, SshOptions options, const Surroundings& surroundings) {
    options = login_options(url, std::move(options), surroundings);
    options.keys.clear();
    options.key_texts.clear();
    options.keys_only = false;
    return options;
}

}  // namespace

Wiring::Wiring(const Request& request,
               const Config& config,
               const Surroundings& surroundings,
               ProcessRunner& processes,
               Sink& sink,
               const Redactor& redactor,
               std::map<std::string, HostSettings> ssh,
               executor on)
    : surroundings_(surroundings), ssh_(std::move(ssh)), processes_(processes) {
    if (request.dry_run) {
        wire_dry(config, sink, redactor);
    } else {
        wire_for_real(request, config, sink, redactor, std::move(on));
    }
    auto& with = *collaborators_;
    with.project_root = surroundings.project_root;
    with.environment = surroundings.environment;
}

void Wiring::wire_for_real(
    const Request& request, const Config& config, Sink& sink, const Redactor& redactor, executor on) {
    const auto& root = surroundings_.project_root;
    const auto& environment = surroundings_.environment;
    auto* connector = surroundings_.connector;
    if (connector == nullptr) connect_by_ssh(config, sink, std::move(on));
    local_ = std::make_unique<LocalRunner>(processes_, root, environment);
    hooks_ = std::make_unique<engine::Hooks>(config, root, environment, processes_, sink, redactor,
                                             request.verbosity);
    collaborators_ = std::make_unique<engine::Collaborators>(connector != nullptr ? *connector : *connector_,
                                                             *local_, *hooks_, sink, redactor);
    auto& with = *collaborators_;
    with.builder_connector = connector != nullptr ? connector : builder_connector_.get();
    with.builder_login = connector != nullptr ? connector : builder_login_.get();
    if (auto* clock = surroundings_.clock) {
        with.clock.now = [clock] { return clock->now(); };
        with.clock.ticks = [clock] { return clock->ticks(); };
        with.sleep = [clock](std::chrono::milliseconds time) { return clock->sleep(time); };
    }
}

void Wiring::connect_by_ssh(const Config& config, Sink& sink, executor on) {
    auto options = ssh_options(config, surroundings_, sink);
    if (const auto builder = config::parse_ssh_url(config.builder.remote.value_or(""))) {
        builder_connector_ =
            std::make_unique<SshConnector>(on, builder_options(*builder, options, surroundings_));
        builder_login_ = std::make_unique<SshConnector>(on, login_options(*builder, options, surroundings_));
    }
    options.run_proxy = [this, on](const std::string& command) {
        return start_proxy(command, surroundings_, on);
    };
    options.hosts = std::move(ssh_);  // not for the builder: it is no host of the app
    connector_ = std::make_unique<SshConnector>(std::move(on), std::move(options));
}

void Wiring::wire_dry(const Config& config, Sink& sink, const Redactor& redactor) {
    connector_ = std::make_unique<DryConnector>(engine::planned_forwards(sink));
    builder_connector_ = std::make_unique<DryConnector>();
    local_ = std::make_unique<DryRunner>();
    hooks_ = std::make_unique<engine::PlannedHooks>(config, surroundings_.project_root, sink, redactor);
    collaborators_ = std::make_unique<engine::Collaborators>(*connector_, *local_, *hooks_, sink, redactor);
    collaborators_->builder_connector = builder_connector_.get();
    collaborators_->sleep = [](std::chrono::milliseconds) -> awaitable<void> { co_return; };
}

}  // namespace wheels::api
