#include "plan/phases/app.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "commands/app.hpp"
#include "commands/proxy.hpp"
#include "plan/phases/boot.hpp"
#include "plan/phases/canary.hpp"
#include "plan/phases/prepare.hpp"
#include "plan/phases/probe.hpp"

namespace wheels::plan {
namespace {

Dialogue<> start(RunState& run, std::string host, const Role& role) {
    Sequence sequence{run.audit("Started app version " + run.config.version),
                      commands::start_container(run.config, role)};
    if (!role.proxy) {
        co_await tell(std::move(sequence));
        co_return;
    }
    co_await look_at(run, host, std::move(sequence));
    const auto serving = old_container(run, role, facts_of(run, host));
    if (!serving) {
        throw failed(
            failure(ErrorKind::command_failed, host, "start " + role.name,
                    fmt::format("no container of {} runs: there is none of version {}, or it did not start",
                                role.name, run.config.version),
                    "`wheels deploy app containers` shows which there are; --version says which one to "
                    "start."));
    }
    auto deploy = commands::proxy_deploy(run.config, role, serving->id);
    co_await tell(std::move(deploy));
}

Dialogue<> stop(RunState& run, std::string host, const Role& role) {
    Sequence before{run.audit("Stopped app", &role)};
    co_await look_at(run, host, std::move(before));
    const auto serving = old_container(run, role, facts_of(run, host));
    if (!serving) co_return;
    Sequence sequence;
    if (role.proxy) sequence.push_back(commands::proxy_remove_service(run.config.container_prefix(role)));
    sequence.push_back(commands::stop_container(run.config, role, serving->id));
    const auto results = co_await tell(std::move(sequence));
    const auto& stopped = results.back();
    if (stopped.answered && !stopped.succeeded() && !replies::no_such_container(stopped.err))
        run.warn(host, fmt::format("{} could not be stopped: {}", serving->name, stopped.err));
}

/// A command for every role behind the proxy, on its hosts with one.
Phase at_the_proxy(std::string title,
                   std::function<Command(const RunState&, const std::string& service)> make) {
    Phase phase;
    phase.title = std::move(title);
    phase.steps = [make = std::move(make)](RunState& run) {
        Steps steps;
        for (const auto& host : run.scope.proxy_hosts) {
            Sequence sequence;
            for (const auto* role : run.scope.roles_on(host)) {
                if (role->proxy) sequence.push_back(make(run, run.config.container_prefix(*role)));
            }
            if (!sequence.empty()) steps.emplace_back(on_host(host), say(std::move(sequence)));
        }
        return steps;
    };
    return phase;
}

Dialogue<> find_stale(RunState& run, std::string host, bool stops) {
    const auto& facts = facts_of(run, host);
    if (!facts.known) {
        if (stops) co_await tell(stop_stale_commands(run, host));
        co_return;
    }
    if (stops) co_await end_forgotten_canaries_on(run, host);
    Sequence stop;
    for (const auto* role : run.scope.roles_on(host)) {
        for (const auto* container : stale_of(run.config, *role, facts, served_on(run, host))) {
            const auto version = replies::version_of(*container, run.config, *role);
            auto said = fmt::format("{} stale container for role {} with version {}{}",
                                    stops ? "Stopping" : "Detected", role->name, version,
                                    stops ? "" : " (`wheels deploy app stale_containers --stop` stops it)");
            Answer answer(host, "App Host", std::move(said));
            answer.role = role->name;
            run.answer(std::move(answer));
            if (stops) stop.push_back(commands::stop_container(run.config, *role, container->id));
        }
    }
    co_await tell(std::move(stop));
}

}  // namespace

Phase start_app() {
    Phase phase;
    phase.title = "Start the app";
    phase.steps = [](RunState& run) {
        return on_each_role(run, run.scope.app_hosts, [&](const std::string& host, const Role& role) {
            return start(run, host, role);
        });
    };
    return phase;
}

Phase stop_app() {
    Phase phase;
    phase.title = "Stop the app";
    phase.steps = [](RunState& run) {
        return on_each_role(run, run.scope.app_hosts,
                            [&](const std::string& host, const Role& role) { return stop(run, host, role); });
    };
    return phase;
}

Phase set_maintenance(std::int64_t drain_timeout, std::optional<std::string> message) {
    return at_the_proxy(
        "Put the app into maintenance mode",
        [drain_timeout, message = std::move(message)](const RunState&, const std::string& service) {
            return commands::proxy_stop_service(service, drain_timeout, message);
        });
}

Phase set_live() {
    return at_the_proxy("Put the app into live mode", [](const RunState&, const std::string& service) {
        return commands::proxy_resume_service(service);
    });
}

Phases find_stale_containers(bool stops) {
    Phase find;
    find.steps = [stops](RunState& run) {
        return on_each(run.scope.app_hosts,
                       [&](const std::string& host) { return find_stale(run, host, stops); });
    };
    return {look_at_hosts(false), std::move(find)};
}

}  // namespace wheels::plan
