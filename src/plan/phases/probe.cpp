#include "plan/phases/probe.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/probe.hpp"
#include "commands/proxy.hpp"
#include "commands/rollout.hpp"
#include "plan/previous_version.hpp"

namespace wheels::plan {
namespace {

replies::HostFacts facts_in(const ExecResult& answer, const std::string& host, const Config& config) {
    if (!answer.answered) return {};
    try {
        return replies::parse_probe(answer.out, config);
    } catch (const Error& error) {
        throw failed(failure_of(error, host, "look at the host"));
    }
}

std::string versions_there(const RunState& run, const replies::HostFacts& facts, const Role& role) {
    const auto there = text::join(replies::versions(facts, run.config, role), ", ");
    return there.empty() ? "none" : there;
}

Dialogue<> check_version(RunState& run, std::string host) {
    const auto& facts = run.facts[host];
    if (!facts.known) co_return;
    std::vector<Failure> failures;
    for (const auto* role : run.scope.roles_on(host)) {
        if (replies::has_container(facts, run.config, *role, run.config.version)) continue;
        failures.push_back(failure(ErrorKind::command_failed, host, "roll back " + role->name,
                                   fmt::format("there is no container of version {}; there are: {}",
                                               run.config.version, versions_there(run, facts, *role))));
    }
    if (!failures.empty()) throw Error(std::move(failures));
}

Dialogue<> look_closely(RunState& run, std::string host) {
    auto probe = commands::probe_closely(run.config);
    const auto answer = co_await tell(std::move(probe));
    run.facts[host] = facts_in(answer, host, run.config);
}

Dialogue<> choose_previous(RunState& run) {
    run.previous = previous_version(run.config, run.scope, run.facts);
    co_return;
}

}  // namespace

Served served_in(const ExecResult& answer) {
    if (!answer.answered) return std::nullopt;
    if (!answer.succeeded() && !replies::has_no_proxy_state(answer.err)) return std::nullopt;
    try {
        return replies::parse_proxy_state(answer.out);
    } catch (const Error&) {
        return std::nullopt;
    }
}

Dialogue<> look_at(RunState& run, std::string host, Sequence before) {
    auto sequence = std::move(before);
    sequence.push_back(commands::probe_host(run.config));
    const auto results = co_await tell(std::move(sequence));
    run.facts[host] = facts_in(results.back(), host, run.config);
}

Phase look_at_hosts(bool makes_network) {
    Phase phase;
    phase.steps = [makes_network](RunState& run) {
        const Sequence network = makes_network ? Sequence{commands::create_network()} : Sequence();
        auto hosts = run.scope.app_hosts;
        for (auto& host : without(run.scope.proxy_hosts, hosts)) hosts.push_back(std::move(host));
        auto steps = on_each(hosts, [&](const std::string& host) { return look_at(run, host, network); });
        if (!makes_network) return steps;
        for (auto& step : on_each(without(run.scope.hosts, hosts), network)) steps.push_back(std::move(step));
        return steps;
    };
    return phase;
}

Phases find_version() {
    auto look = look_at_hosts(false);
    look.title = "Look for the version on every host";
    Phase check;
    check.steps = [](RunState& run) {
        return on_each(run.scope.app_hosts,
                       [&](const std::string& host) { return check_version(run, host); });
    };
    return {std::move(look), std::move(check)};
}

Phases find_previous() {
    Phase look;
    look.title = "Look for the previous version on every host";
    look.steps = [](RunState& run) {
        return on_each(run.scope.app_hosts, [&](const std::string& host) { return look_closely(run, host); });
    };
    return {std::move(look), on_this_machine({}, choose_previous)};
}

}  // namespace wheels::plan
