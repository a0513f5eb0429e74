#include "plan/phases/execution.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "commands/execution.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/probe.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

using commands::Attachment;

constexpr int name_digits = 6;

/// A container of the app in which the command runs, or is to run.
struct Target {
    std::string host;
    const Role* role = nullptr;
};
using Targets = std::vector<Target>;

Error usage(std::string message, std::string hint = {}) {
    return Error(ErrorKind::usage, std::move(message), std::move(hint));
}

void check(const verb::Execution& execution, std::size_t places) {
    if (text::trim(execution.command).empty()) throw usage("no command was given: what is to be executed?");
    if (execution.raw && execution.interactive) throw usage("--raw does not go with --interactive");
    if (places == 0) throw usage("there is no place for the command in what --hosts and --roles leave");
    if (execution.input && places > 1)
        throw usage("there is input for the command, and more than one place to run it in");
}

Attachment attachment(const verb::Execution& execution) {
    return {execution.input || execution.interactive, execution.terminal};
}

Targets targets_of(const RunState& run, const verb::Execution& execution) {
    Targets targets;
    const auto hosts =
        execution.interactive ? std::vector<std::string>{run.scope.primary_host} : run.scope.app_hosts;
    for (const auto& host : hosts) {
        for (const auto* role : run.scope.roles_on(host)) {
            targets.push_back({host, role});
            if (execution.interactive) break;
        }
    }
    return targets;
}

std::vector<std::string> hosts_of(const Targets& targets) {
    std::vector<std::string> hosts;
    for (const auto& target : targets) {
        if (!text::contains(hosts, target.host)) hosts.push_back(target.host);
    }
    return hosts;
}

/// Kamal writes nothing of what somebody does by hand.
Dialogue<> carry_out(Sequence before, Listened listened, Command program) {
    co_await tell(std::move(before));
    const auto result = co_await talk(std::move(program), listened.endpoint());
    listened.note(result);
}

Sequence audit(const RunState& run,
               const verb::Execution& execution,
               const std::string& where,
               const Role* role) {
    if (execution.interactive) return {};
    return {run.audit(fmt::format("Executed cmd '{}' on {}", execution.command, where), role)};
}

// What runs on the primary host, and else what would be deployed (Kamal 2.12: cli/app.rb, using_version).
std::string version_to_reuse(const RunState& run) {
    const auto& host = run.scope.primary_host;
    const auto roles = run.scope.roles_on(host);
    const auto facts = run.facts.find(host);
    if (facts == run.facts.end() || !facts->second.known) return "<running version>";
    const auto* serving =
        roles.empty() ? nullptr : replies::serving_container(facts->second, run.config, *roles.front());
    if (serving != nullptr) return replies::version_of(*serving, run.config, *roles.front());
    if (!run.config.version.empty()) return run.config.version;
    throw Error(ErrorKind::command_failed, fmt::format("no container of the app runs on {}", host),
                "Name the one that is meant with --version, or run a new one: without --reuse.");
}

Phase look_at_primary_host() {
    Phase phase;
    phase.title = "Look for the version that runs";
    phase.steps = [](RunState& run) {
        return on_each({run.scope.primary_host},
                       [&](const std::string& host) { return look_at(run, host, {}); });
    };
    return phase;
}

Phase log_in(const std::vector<std::string>& hosts) {
    Phase phase;
    phase.steps = [hosts](RunState& run) { return on_each(hosts, login_commands(run.config.registry)); };
    return phase;
}

Phase in_running_containers(const verb::AppExec& exec, Targets targets) {
    Phase phase;
    phase.title = "Run the command in the containers that run";
    phase.steps = [exec, targets = std::move(targets)](RunState& run) {
        const auto version = exec.version ? *exec.version : version_to_reuse(run);
        Steps steps;
        for (const auto& [host, role] : targets) {
            Listened listened(run, {host, role->name, "App Host"}, exec.execution.raw);
            auto command = commands::exec_in_app(run.config, *role, version, exec.environment,
                                                 attachment(exec.execution), exec.execution.command);
            auto before = audit(run, exec.execution, "app version " + version, role);
            steps.emplace_back(on_host(host),
                               carry_out(std::move(before), std::move(listened), std::move(command)));
        }
        return steps;
    };
    return phase;
}

Phase in_new_containers(const verb::AppExec& exec, Targets targets) {
    Phase phase;
    phase.title = "Run the command in new containers";
    phase.steps = [exec, targets = std::move(targets)](RunState& run) {
        const auto version = exec.version.value_or(commands::latest_tag(run.config));
        Steps steps;
        for (const auto& [host, role] : targets) {
            Listened listened(run, {host, role->name, "App Host"}, exec.execution.raw);
            const commands::AppContainer container{version, host, run.random_hex(name_digits),
                                                   exec.environment, exec.detach};
            auto command = commands::run_in_app(run.config, *role, container, attachment(exec.execution),
                                                exec.execution.command);
            auto before = audit(run, exec.execution, "app version " + version, nullptr);
            steps.emplace_back(on_host(host),
                               carry_out(std::move(before), std::move(listened), std::move(command)));
        }
        return steps;
    };
    return phase;
}

void check(const verb::AppExec& exec) {
    if (!exec.detach) return;
    if (exec.execution.interactive || exec.reuse) {
        throw usage(fmt::format("--detach does not go with {}",
                                exec.execution.interactive ? "--interactive" : "--reuse"));
    }
    if (exec.execution.raw) throw usage("--raw does not go with --detach");
    if (exec.execution.input) throw usage("a command that is detached gets no input");
}

}  // namespace

Listened::Listened(RunState& run, Program program, bool raw)
    : run_(&run),
      program_(std::move(program)),
      endpoint_(run.open(program_, raw)),
      index_(run.programs.size()) {
    run.programs.emplace_back();
}

void Listened::note(const ExecResult& result) {
    if (!result.answered) return;
    run_->programs[index_] = ProgramEnd{program_, result.status};
    endpoint_->ended(result.status);
}

const Accessory& accessory_named(const Config& config, const std::string& name) {
    std::vector<std::string> names;
    for (const auto& accessory : config.accessories) {
        if (accessory.name == name) return accessory;
        names.push_back(accessory.name);
    }
    throw usage(fmt::format("there is no accessory {}", text::one_line(name)),
                names.empty() ? "deploy.yml has no accessories."
                              : fmt::format("deploy.yml has {}.", text::join(names, ", ")));
}

Phases execute_in_app(const RunState& run, const verb::AppExec& exec) {
    check(exec);
    auto targets = targets_of(run, exec.execution);
    check(exec.execution, targets.size());
    auto hosts = hosts_of(targets);
    Phases phases;
    if (exec.reuse) {
        if (!exec.version && !text::contains(hosts, run.scope.primary_host))
            hosts.push_back(run.scope.primary_host);
        phases.push_back(connect_to(hosts));
        if (!exec.version) phases.push_back(look_at_primary_host());
        phases.push_back(in_running_containers(exec, std::move(targets)));
    } else {
        phases.push_back(connect_to(hosts));
        phases.push_back(log_in(hosts));
        phases.push_back(in_new_containers(exec, std::move(targets)));
    }
    return phases;
}

Phases execute_in_accessory(const RunState& run, const verb::AccessoryExec& exec) {
    const auto& accessory = accessory_named(run.config, exec.accessory);
    auto hosts = among(accessory.hosts, run.scope.hosts);
    if (exec.execution.interactive && hosts.size() > 1) hosts.resize(1);
    check(exec.execution, hosts.size());
    Phases phases{connect_to(hosts)};
    if (!exec.reuse) phases.push_back(log_in(hosts));
    Phase phase;
    phase.title =
        exec.reuse ? "Run the command in the container that runs" : "Run the command in a new container";
    phase.steps = [exec, hosts, &accessory](RunState& r) {
        Steps steps;
        const auto& execution = exec.execution;
        for (const auto& host : hosts) {
            Listened listened(r, {host, accessory.name, "App Host"}, execution.raw);
            auto command =
                exec.reuse ? commands::exec_in_accessory(accessory, attachment(execution), execution.command)
                           : commands::run_in_accessory(r.config, accessory, attachment(execution),
                                                        execution.command);
            auto before = audit(r, execution, accessory.name + " accessory", nullptr);
            steps.emplace_back(on_host(host),
                               carry_out(std::move(before), std::move(listened), std::move(command)));
        }
        return steps;
    };
    phases.push_back(std::move(phase));
    return phases;
}

Phases execute_on_hosts(const RunState& run, const verb::ServerExec& exec) {
    const auto hosts =
        exec.execution.interactive ? std::vector<std::string>{run.scope.primary_host} : run.scope.hosts;
    check(exec.execution, hosts.size());
    Phases phases{connect_to(hosts)};
    Phase phase;
    phase.title = "Run the command";
    phase.steps = [exec, hosts](RunState& r) {
        Steps steps;
        for (const auto& host : hosts) {
            Listened listened(r, {host, {}, "App Host"}, exec.execution.raw);
            auto before = audit(r, exec.execution, host, nullptr);
            auto command = commands::run_on_host(exec.execution.command);
            steps.emplace_back(on_host(host),
                               carry_out(std::move(before), std::move(listened), std::move(command)));
        }
        return steps;
    };
    phases.push_back(std::move(phase));
    return phases;
}

}  // namespace wheels::plan
