#include "plan/phases/canary.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/app.hpp"
#include "commands/failed_command.hpp"
#include "plan/phases/probe.hpp"

namespace wheels::plan {
namespace {

std::optional<Canary> canary_on(const RunState& run, const std::string& host, const Role& role) {
    return canary_of(run.config, role, facts_of(run, host), served_on(run, host));
}

bool has_canary(const RunState& run, const std::string& host) {
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        if (canary_on(run, host, *role)) return true;
    }
    return false;
}

std::string in_words(const CanaryShare& share) {
    auto words = fmt::format("{} %", share.percent);
    if (!share.visitors.empty()) words += fmt::format(" and {}", text::join(share.visitors, ", "));
    return words;
}

void note_served(RunState& run, const std::string& host, const ExecResult& answer) {
    try {
        run.served[host] = replies::parse_proxy_state(answer.out);
    } catch (const Error& error) {
        throw failed(failure_of(error, host, "ask what the proxy serves"));
    }
}

Dialogue<> ask_proxy(RunState& run, std::string host) {
    const auto question = commands::read_proxy_state();
    const auto answer = co_await tell(question);
    if (!answer.answered) co_return;
    if (!answer.succeeded()) throw commands::failed_command(host, question, answer);
    note_served(run, host, answer);
}

Failure no_room(const RunState& run, const std::string& host, const Role& role, std::string why) {
    auto wrong = failure(
        ErrorKind::command_failed, host, fmt::format("start a canary of {}", role.name),
        fmt::format("{}, so that {} cannot be a canary beside it", std::move(why), run.config.version));
    wrong.hint = "Deploy without --canary, ship another version, or leave the host out with --hosts.";
    return wrong;
}

Dialogue<> check_room(RunState& run, std::string host) {
    if (!facts_of(run, host).known) co_return;
    std::vector<Failure> failures;
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        const auto* serving = served_container(run.config, *role, facts_of(run, host), served_on(run, host));
        if (serving == nullptr || serving->state != "running") {
            failures.push_back(no_room(run, host, *role, "the proxy serves no running container of it"));
        } else if (replies::version_of(*serving, run.config, *role) == run.config.version) {
            failures.push_back(no_room(run, host, *role, "this version serves already"));
        }
    }
    if (!failures.empty()) throw Error(std::move(failures));
}

std::vector<Failure> not_promotable(const RunState& run) {
    std::vector<Failure> failures;
    for (const auto& host : proxied_hosts(run.scope)) {
        for (const auto* role : proxied_roles_on(run.scope, host)) {
            const auto canary = canary_on(run, host, *role);
            if (!canary) continue;
            const bool runs = canary->container != nullptr && canary->container->state == "running";
            if (runs && canary->version == run.config.version) continue;
            auto wrong =
                failure(ErrorKind::command_failed, host, fmt::format("promote the canary of {}", role->name),
                        runs ? fmt::format("it is {}, and not {}", canary->version, run.config.version)
                             : fmt::format("its container {} does not run", canary->id));
            wrong.hint = runs ? "`wheels deploy canary status` shows which there are."
                              : "`wheels deploy canary abort` takes its share.";
            failures.push_back(std::move(wrong));
        }
    }
    return failures;
}

void need_some_canary(const RunState& run) {
    for (const auto& host : proxied_hosts(run.scope)) {
        if (!facts_of(run, host).known || has_canary(run, host)) return;
    }
    throw Error(ErrorKind::command_failed, "no host has a canary", "`wheels deploy --canary 10%` ships one.");
}

Dialogue<> check_for_some(RunState& run) {
    need_some_canary(run);
    co_return;
}

Dialogue<> check_versions(RunState& run) {
    auto failures = not_promotable(run);
    if (!failures.empty()) throw Error(std::move(failures));
    need_some_canary(run);
    co_return;
}

/// Started, and known to the proxy, which gives it nothing yet.
Dialogue<> introduce(RunState& run, std::string host, const Role& role) {
    const auto replaced = run.config.version + "_replaced_" + run.random_hex(16);
    auto rename = rename_commands(run, role, facts_of(run, host), replaced);
    co_await tell(std::move(rename));
    auto id = co_await start_container(run, host, role);
    run.ledger.sharing(host, role);
    auto deploy = commands::rollout_deploy(run.config, role, id);
    co_await tell(std::move(deploy));
    if (facts_of(run, host).known)
        run.note(host, fmt::format("{} {} is healthy", role.name, run.config.version));
}

Dialogue<> introduce_all(RunState& run, std::string host) {
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        auto work = introduce(run, host, *role);
        co_await or_give_up(run, host, *role, std::move(work));
    }
}

Sequence share_commands(const RunState& run, const std::string& host, const CanaryShare& share) {
    Sequence sequence{commands::note_canary(run.config)};
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        sequence.push_back(
            run.audit(fmt::format("Canary {} gets {}", run.config.version, in_words(share)), role));
        sequence.push_back(commands::rollout_set(run.config, *role, share));
    }
    return sequence;
}

Dialogue<> note_shares(RunState& run) {
    for (const auto& host : proxied_hosts(run.scope)) {
        for (const auto* role : proxied_roles_on(run.scope, host)) run.ledger.shares(host, *role);
    }
    co_return;
}

std::vector<Failure> canaries_that_do_not_run(const RunState& run, const std::string& host) {
    std::vector<Failure> failures;
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        const auto canary = canary_on(run, host, *role);
        if (!canary || (canary->container != nullptr && canary->container->state == "running")) continue;
        auto wrong = failure(ErrorKind::command_failed, host, "give the canary another share",
                             fmt::format("the container {} of {} does not run", canary->id, role->name));
        wrong.hint = "`wheels deploy canary abort` ends it.";
        failures.push_back(std::move(wrong));
    }
    return failures;
}

Dialogue<> change_share(RunState& run, std::string host, CanaryShare share) {
    auto failures = canaries_that_do_not_run(run, host);
    if (!failures.empty()) throw Error(std::move(failures));
    Sequence sequence;
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        const auto canary = canary_on(run, host, *role);
        if (!canary && facts_of(run, host).known) continue;
        const auto version = canary ? canary->version : std::string("<canary>");
        sequence.push_back(run.audit(fmt::format("Canary {} gets {}", version, in_words(share)), role));
        auto set = commands::rollout_set(run.config, *role, share);
        set.condition = "where there is a canary";
        sequence.push_back(std::move(set));
    }
    co_await tell(std::move(sequence));
}

/// As if the host had been asked again.
void forget(RunState& run, const std::string& host, const std::string& id, bool is_stopped) {
    for (auto& container : run.facts[host].containers) {
        if (container.id == id && is_stopped) container.state = "exited";
    }
    for (auto& service : *run.served[host]) {
        if (service.second == id) service.second.clear();
    }
}

/// What nobody knows of is told under its condition.
Sequence end_unseen(const RunState& run, const Role& role) {
    Sequence sequence{commands::rollout_stop(run.config, role)};
    sequence.push_back(
        commands::stop_container(run.config, role, run.config.container_name(role, "<canary>")));
    for (auto& command : sequence) command.condition = "where a canary of " + role.name + " has a share";
    return sequence;
}

/// Takes the share, lets requests under way end, and stops the container, unless all requests go to it by
/// now.
Sequence end_commands(const RunState& run, const std::string& host, const Role& role, const Canary& canary) {
    const auto& version = canary.version.empty() ? canary.id : canary.version;
    Sequence sequence{run.audit("Ended canary " + version, &role), commands::rollout_stop(run.config, role)};
    sequence.back().checked = true;  // as long as it has one, it must not be stopped
    if (canary.serves || canary.container == nullptr) return sequence;
    const auto* serving = served_container(run.config, role, facts_of(run, host), served_on(run, host));
    if (serving != nullptr) sequence.push_back(commands::rollout_drain(run.config, role, serving->id));
    sequence.push_back(commands::stop_container(run.config, role, canary.id));
    return sequence;
}

Dialogue<> end_canary(RunState& run, std::string host, const Role& role) {
    const auto canary = canary_on(run, host, role);
    if (!canary) co_return;
    const auto sequence = end_commands(run, host, role, *canary);
    const auto results = co_await tell(sequence);
    const bool stops = !canary->serves && canary->container != nullptr;
    if (stops && !results.back().succeeded() && !replies::no_such_container(results.back().err))
        throw commands::failed_command(host, sequence.back(), results.back());
    const auto version = canary->version.empty() ? canary->id : canary->version;
    run.note(host, fmt::format("the canary {} of {} {}", version, role.name,
                               stops ? "is stopped" : "has no share any more"));
    const auto id = canary->id;
    forget(run, host, id, stops);
}

Dialogue<> end_all_on(RunState& run, std::string host) {
    if (!facts_of(run, host).known) {
        Sequence sequence;
        for (const auto* role : proxied_roles_on(run.scope, host)) append(sequence, end_unseen(run, *role));
        co_await tell(std::move(sequence));
        co_return;
    }
    for (const auto* role : proxied_roles_on(run.scope, host)) co_await end_canary(run, host, *role);
}

bool runs_more_than_one(const RunState& run, const std::string& host) {
    for (const auto* role : proxied_roles_on(run.scope, host)) {
        if (!replies::stale_containers(facts_of(run, host), run.config, *role).empty()) return true;
    }
    return false;
}

Phase on_proxied_hosts(std::string title, Dialogue<> (*what)(RunState& run, std::string host)) {
    Phase phase;
    phase.title = std::move(title);
    phase.steps = [what](RunState& run) {
        return on_each(proxied_hosts(run.scope), [&](const std::string& host) { return what(run, host); });
    };
    return phase;
}

}  // namespace

Phase ask_proxies() {
    return on_proxied_hosts({}, ask_proxy);
}

Phase check_room_for_canary() {
    return on_proxied_hosts({}, check_room);
}

Phase check_some_canary() {
    return on_this_machine({}, check_for_some);
}

Phase check_promotable() {
    return on_this_machine({}, check_versions);
}

Phases start_canary(const CanaryShare& share) {
    Phase give;
    give.title = fmt::format("Give it {}", in_words(share));
    give.steps = [share](RunState& run) {
        return on_each(proxied_hosts(run.scope),
                       [&](const std::string& host) { return say(share_commands(run, host, share)); });
    };
    return {on_proxied_hosts("Start the canary", introduce_all), std::move(give),
            on_this_machine({}, note_shares)};
}

Phase set_share(const CanaryShare& share) {
    Phase phase;
    phase.title = fmt::format("Give the canary {}", in_words(share));
    phase.steps = [share](RunState& run) {
        return on_each(proxied_hosts(run.scope),
                       [&](const std::string& host) { return change_share(run, host, share); });
    };
    return phase;
}

Phase end_canaries(std::string title) {
    return on_proxied_hosts(std::move(title), end_all_on);
}

Phase end_forgotten_canaries() {
    return on_proxied_hosts({}, end_forgotten_canaries_on);
}

Dialogue<> end_forgotten_canaries_on(RunState& run, std::string host) {
    if (!runs_more_than_one(run, host)) co_return;
    const auto question = commands::read_proxy_state_if_noted(run.config);
    const auto answer = co_await tell(question);
    if (!answer.answered) co_return;
    auto served = served_in(answer);
    if (!served) throw commands::failed_command(host, question, answer);
    run.served[host] = std::move(served);
    co_await end_all_on(run, host);
}

std::optional<OldContainer> container_beside_canary(const RunState& run,
                                                    const std::string& host,
                                                    const Role& role) {
    const auto& facts = facts_of(run, host);
    const auto& served = served_on(run, host);
    const auto canary = canary_on(run, host, role);
    const auto* beside = serving_of(run.config, role, facts, served);
    if (canary && beside != nullptr && beside->id == canary->id) {
        // It serves already, and what served before has not been stopped yet.
        const auto others = stale_of(run.config, role, facts, served);
        beside = others.empty() ? nullptr : others.front();
    }
    if (beside == nullptr) return std::nullopt;
    return OldContainer{replies::version_of(*beside, run.config, role), beside->name, beside->id};
}

std::optional<Canary> canary_to_promote(const RunState& run, const std::string& host, const Role& role) {
    if (!role.proxy) return std::nullopt;
    auto canary = canary_on(run, host, role);
    if (!canary || canary->container == nullptr || canary->version != run.config.version) return std::nullopt;
    return canary;
}

}  // namespace wheels::plan
