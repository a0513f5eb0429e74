#include "plan/phases/boot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/app.hpp"
#include "commands/env_file.hpp"
#include "commands/proxy.hpp"
#include "commands/rollout.hpp"
#include "plan/phases/canary.hpp"
#include "plan/phases/health.hpp"
#include "plan/phases/retire.hpp"

namespace wheels::plan {
namespace {

std::string step_of(const Role& role) {
    return "boot " + role.name;
}

bool is_gatekeeper(const RunState& run, const Role& role) {
    return &role == run.scope.primary_role;
}

// With the connection gone, nothing more can be said to the host from here.
bool host_is_gone(ErrorKind kind) {
    return kind == ErrorKind::connection_lost || kind == ErrorKind::timed_out || kind == ErrorKind::connect ||
           kind == ErrorKind::unknown_host || kind == ErrorKind::authentication ||
           kind == ErrorKind::host_key;
}

void rename_in_facts(RunState& run, const std::string& host, const Role& role, const std::string& version) {
    const auto name = run.config.container_name(role, run.config.version);
    for (auto& container : run.facts[host].containers) {
        if (container.name == name) container.name = run.config.container_name(role, version);
    }
}

Dialogue<std::optional<OldContainer>> make_way(RunState& run, std::string host, const Role& role) {
    const auto replaced = run.config.version + "_replaced_" + run.random_hex(16);
    auto rename = rename_commands(run, role, facts_of(run, host), replaced);
    const bool renames = !rename.empty();
    co_await tell(std::move(rename));
    if (renames) rename_in_facts(run, host, role, replaced);
    auto old = old_container(run, role, facts_of(run, host), served_on(run, host));
    if (old) run.ledger.replaces(host, role, old->version, old->id);
    co_return old;
}

Dialogue<> wait_for_gatekeeper(RunState& run, std::string host, const Role& role) {
    if (is_gatekeeper(run, role)) co_return;
    const bool open = co_await is_opened(run.barrier);
    if (open) co_return;
    auto waited = failure(ErrorKind::command_failed, host, step_of(role),
                          fmt::format("not booted, because no {} container became healthy first",
                                      run.scope.primary_role->name));
    waited.follows_another = true;
    throw failed(std::move(waited));
}

Dialogue<> switch_to(RunState& run, std::string host, const Role& role, std::string id) {
    if (!role.proxy) {
        co_await wait_until_healthy(run, host, role);
        co_return;
    }
    run.ledger.switching(host, role);
    auto deploy = commands::proxy_deploy(run.config, role, id);
    co_await tell(std::move(deploy));
}

void note_switched(RunState& run, const std::string& host, const Role& role) {
    run.ledger.switched(host, role);
    if (is_gatekeeper(run, role)) run.barrier.open();
}

Dialogue<std::optional<OldContainer>> replace(RunState& run, std::string host, const Role& role) {
    auto old = co_await make_way(run, host, role);
    co_await wait_for_gatekeeper(run, host, role);
    auto id = co_await start_container(run, host, role);
    co_await switch_to(run, host, role, std::move(id));
    note_switched(run, host, role);
    co_return old;
}

void say_healthy(const RunState& run,
                 const std::string& host,
                 const Role& role,
                 const std::optional<OldContainer>& old) {
    if (!facts_of(run, host).known) return;
    const auto after = old ? ", in place of " + old->version : std::string();
    run.note(host, fmt::format("{} {} is healthy{}", role.name, run.config.version, after));
}

/// False, with a warning, where the proxy does not take it.
Dialogue<bool> take_share(RunState& run, std::string host, const Role& role) {
    Sequence stop_sharing{commands::rollout_stop(run.config, role)};
    const auto results = co_await attempt(run, host, std::move(stop_sharing));
    if (!results.empty() && results.front().succeeded()) co_return true;
    const auto said = results.empty() ? std::string("nobody knows") : text::one_line(results.front().err);
    run.warn(host,
             fmt::format("{} keeps its share as a canary beside all other requests ({}), so what served "
                         "before is left running; `wheels deploy canary abort` takes the share",
                         role.name, said));
    co_return false;
}

/// The canary runs already: it gets all requests. Until it has them it keeps its share, whatever fails.
Dialogue<> promote(RunState& run, std::string host, const Role& role, std::string id) {
    auto old = container_beside_canary(run, host, role);
    if (old) run.ledger.replaces(host, role, old->version, old->id);
    co_await wait_for_gatekeeper(run, host, role);
    run.ledger.started(host, role, id);
    co_await switch_to(run, host, role, std::move(id));
    note_switched(run, host, role);
    say_healthy(run, host, role, old);
    const bool taken = co_await take_share(run, host, role);
    // Where more than one runs, the next deploy looks for a share that was left.
    if (taken) co_await retire_old(run, host, role, std::move(old));
}

Dialogue<> boot(RunState& run, std::string host, const Role& role) {
    const auto canary = canary_to_promote(run, host, role);
    if (canary) {
        co_await promote(run, host, role, canary->id);
        co_return;
    }
    auto old = co_await replace(run, host, role);
    say_healthy(run, host, role, old);
    co_await retire_old(run, host, role, std::move(old));
}

Phase boot_group(std::vector<std::string> group) {
    Phase phase;
    phase.hook_before = "pre-app-boot";
    phase.hook_after = "post-app-boot";
    phase.hook_hosts = group;
    phase.steps = [group = std::move(group)](RunState& run) {
        if (!run.config.boot.parallel_roles)
            return on_each(group, [&](const std::string& host) { return boot_host(run, host); });
        Steps steps;
        for (const auto& host : group) {
            for (const auto* role : run.scope.roles_on(host))
                steps.emplace_back(on_host(host), boot_role(run, host, *role));
        }
        return steps;
    };
    return phase;
}

}  // namespace

const replies::HostFacts& facts_of(const RunState& run, const std::string& host) {
    static const replies::HostFacts unknown;
    const auto found = run.facts.find(host);
    return found == run.facts.end() ? unknown : found->second;
}

const Served& served_on(const RunState& run, const std::string& host) {
    static const Served unknown;
    const auto found = run.served.find(host);
    return found == run.served.end() ? unknown : found->second;
}

std::optional<OldContainer> old_container(const RunState& run,
                                          const Role& role,
                                          const replies::HostFacts& facts,
                                          const Served& served) {
    if (!facts.known) {
        const auto name = run.config.container_name(role, unknown_version);
        return OldContainer{unknown_version, name, name};
    }
    const auto* serving = serving_of(run.config, role, facts, served);
    if (serving == nullptr) return std::nullopt;
    return OldContainer{replies::version_of(*serving, run.config, role), serving->name, serving->id};
}

Sequence rename_commands(const RunState& run,
                         const Role& role,
                         const replies::HostFacts& facts,
                         const std::string& new_version) {
    const auto& version = run.config.version;
    if (facts.known && !replies::has_container(facts, run.config, role, version)) return {};
    Sequence sequence{run.audit("Renaming container " + version + " to " + new_version, &role),
                      commands::rename_container(run.config, role, version, new_version)};
    const auto name = run.config.container_name(role, version);
    for (auto& command : sequence) command.condition = "if there is a container " + name;
    return sequence;
}

Sequence start_commands(const RunState& run, const Role& role, const std::string& host) {
    const auto hostname = commands::container_hostname(host, run.random_hex(12));
    return {run.audit("Booted app version " + run.config.version, &role),
            commands::ensure_env_directory(run.config), commands::upload_env_file(run.config, role, host),
            commands::run_app(run.config, role, host, hostname)};
}

Dialogue<std::string> start_container(RunState& run, std::string host, const Role& role) {
    run.ledger.starting(host, role);
    auto sequence = start_commands(run, role, host);
    const auto results = co_await tell(std::move(sequence));
    auto id = id_of_started(results.back(), host, step_of(role));
    if (results.back().answered) run.ledger.started(host, role, id);
    co_return id;
}

Dialogue<> or_give_up(RunState& run, std::string host, const Role& role, Dialogue<> work) {
    std::optional<Failure> wrong;
    std::exception_ptr cut_off;
    try {
        co_await std::move(work);
    } catch (const Error& error) {
        wrong = failure_of(error, host, step_of(role));
    } catch (...) {
        cut_off = std::current_exception();
    }
    if (!wrong && !cut_off) co_return;
    if (is_gatekeeper(run, role)) run.barrier.close();
    if (cut_off) {
        run.ledger.broke_off(host, role, step_of(role));
        std::rethrow_exception(cut_off);
    }
    if (host_is_gone(wrong->kind)) {
        run.ledger.broke_off(host, role, wrong->step);
    } else {
        run.ledger.failed(host, role, wrong->step);
        try {
            co_await give_up(run, host, role, *wrong);
        } catch (...) {
            // Whoever interrupts the clearing away wants to know all the same why there was some.
        }
    }
    throw failed(*wrong);
}

Dialogue<> boot_role(RunState& run, std::string host, const Role& role) {
    auto work = boot(run, host, role);
    co_await or_give_up(run, host, role, std::move(work));
}

Dialogue<> boot_host(RunState& run, std::string host) {
    for (const auto* role : run.scope.roles_on(host)) co_await boot_role(run, host, *role);
}

Phases boot_app(const RunState& run) {
    Phases phases;
    for (auto& group : boot_groups(run.config, run.scope)) {
        auto phase = boot_group(std::move(group));
        if (phases.empty()) phase.title = "Boot the app";
        if (run.config.boot.wait) phase.pause_after = std::chrono::seconds(*run.config.boot.wait);
        phases.push_back(std::move(phase));
    }
    return phases;
}

Phases boot_app_on(std::vector<std::string> hosts) {
    auto phase = boot_group(std::move(hosts));
    phase.title = "Boot the app";
    return {std::move(phase)};
}

}  // namespace wheels::plan
