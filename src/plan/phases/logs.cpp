#include "plan/phases/logs.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/container_logs.hpp"
#include "plan/log_tail.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/execution.hpp"
#include "plan/phases/probe.hpp"

namespace wheels::plan {
namespace {

constexpr int nothing_matched = 1;  // as grep says it
constexpr int first_of_signals = 128;
constexpr std::chrono::milliseconds look_again{1000};

void check(const verb::LogLines& lines, std::size_t places) {
    if (places == 0) throw Error(ErrorKind::usage, "no log is in what --hosts and --roles leave");
    if (!commands::grep_words(lines.grep_options))
        throw Error(ErrorKind::usage, "--grep-options takes options of grep, and nothing that needs a shell");
    if (!lines.grep_options.empty() && !lines.grep)
        throw Error(ErrorKind::usage, "--grep-options needs --grep");
    if (lines.raw && places > 1)
        throw Error(ErrorKind::usage, "--raw shows one log, and there is more than one",
                    "Choose one with --hosts, --roles or --primary.");
}

// The status is that of the last program of the line.
Error cannot_be_read(const std::string& host, const verb::LogLines& lines, int status) {
    return failed(failure(ErrorKind::command_failed, host, "read the log",
                          fmt::format("{} ended with status {}", lines.grep ? "grep" : "docker", status)));
}

void say_nothing_found(Endpoint& endpoint) {
    endpoint.heard(Stream::out, "Nothing found\n");
}

Dialogue<> show(std::string host, Listened listened, std::string container, verb::LogLines lines) {
    if (container.empty()) {
        listened.endpoint().begins();
        say_nothing_found(listened.endpoint());
        listened.endpoint().ended(0);
        co_return;
    }
    auto command = commands::show_log(container, lines);
    const auto result = co_await talk(std::move(command), listened.endpoint());
    if (!result.answered) co_return;
    const bool nothing = lines.grep && result.status == nothing_matched;
    if (nothing) say_nothing_found(listened.endpoint());
    listened.endpoint().ended(result.status);
    if (nothing || result.succeeded()) co_return;
    throw cannot_be_read(host, lines, result.status);
}

Dialogue<> find_and_show(std::string host, Listened listened, Command find, verb::LogLines lines) {
    const auto found = co_await tell(std::move(find));
    auto container = found.answered ? std::string(text::trim(found.out)) : "<container id>";
    auto rest = show(std::move(host), std::move(listened), std::move(container), std::move(lines));
    co_await std::move(rest);
}

// What serves there, as `app exec --reuse` finds it.
std::string serving(const RunState& run, const std::string& host, const Role& role) {
    const auto facts = run.facts.find(host);
    if (facts == run.facts.end() || !facts->second.known) return "<running container>";
    const auto* container = replies::serving_container(facts->second, run.config, role);
    return container == nullptr ? std::string() : container->id;
}

// The container to follow: one with this name or id, or that of the role which serves.
struct Followed {
    std::optional<Command> find;
    const Role* role = nullptr;
    bool has_successors = true;
};

bool is_lost(const Error& error) {
    return error.kind() == ErrorKind::connection_lost || error.kind() == ErrorKind::connect ||
           error.kind() == ErrorKind::unknown_host || error.kind() == ErrorKind::timed_out;
}

// Nothing: there is none now. `run` has the role's answer in its facts.
Dialogue<std::string> look_for(RunState& run, std::string host, Followed followed) {
    if (followed.find) {
        auto find = *followed.find;
        const auto found = co_await tell(std::move(find));
        co_return found.answered ? std::string(text::trim(found.out)) : "<container id>";
    }
    auto look = look_at(run, host, {});
    co_await std::move(look);
    co_return serving(run, host, *followed.role);
}

// The host's time, from which on everything of a container that was not there before is new.
Dialogue<std::string> time_there() {
    Command command("ask for the time", "date -u +%s");
    command.probe = true;
    command.dry_reply = "<now>";
    const auto answer = co_await tell(std::move(command));
    co_return std::string(text::trim(answer.out));
}

/// How following goes on from container to container, and over lost connections.
struct Following {
    std::string begun_at;
    bool first = true;
    bool lost = false;
    bool missing = false;
    std::string refused;  // the container of which docker has given nothing at all, just now
};

// A container that goes in this moment is not there when it is looked for again; what docker refuses twice,
// it refuses for good. grep says at once what is wrong with its words.
void check_end(const std::string& host,
               Following& state,
               const std::string& container,
               bool heard,
               const verb::LogLines& lines,
               int status) {
    const bool bad_words = lines.grep && status > nothing_matched && status < first_of_signals;
    const bool refused = !lines.grep && status != 0 && !heard;
    if (bad_words || (refused && state.refused == container)) throw cannot_be_read(host, lines, status);
    state.refused = refused ? container : std::string();
}

// One container until its log ends. False when there is nothing more to follow: in a dry run.
Dialogue<bool> follow_one(RunState& run,
                          std::string host,
                          LogTail& tail,
                          Followed followed,
                          Following& state,
                          verb::LogLines lines) {
    if (state.begun_at.empty()) state.begun_at = co_await time_there();
    const bool has_successors = followed.has_successors;
    const auto container = co_await look_for(run, host, std::move(followed));
    if (std::exchange(state.lost, false)) run.note(host, "the connection is back");
    if (container.empty() && !has_successors) {
        tail.begins();
        say_nothing_found(tail);
        co_return false;
    }
    if (container.empty()) {
        if (!std::exchange(state.missing, true)) run.note(host, "there is no container; waiting for one");
        state.first = false;
        co_return true;
    }
    state.missing = false;
    auto since = tail.last_of(container);
    if (!since && !state.first) since = state.begun_at;
    const auto before = tail.last_of(container);
    auto command = commands::follow_log(container, lines, since);
    tail.follow(container);
    const bool was_first = std::exchange(state.first, false);
    const auto result = co_await talk(std::move(command), tail);
    tail.stop(false);
    if (!result.answered) co_return false;
    check_end(host, state, container, tail.last_of(container) != before, lines, result.status);
    if (!state.refused.empty()) state.first = was_first;  // the same again
    co_return true;
}

// Until somebody interrupts it.
Dialogue<> follow(
    RunState& run, std::string host, Listened listened, Followed followed, verb::LogLines lines) {
    LogTail tail(listened.endpoint(), lines.timestamps);
    Following state;
    for (bool goes_on = true; goes_on;) {
        std::optional<Error> lost;
        try {
            auto one = follow_one(run, host, tail, followed, state, lines);
            goes_on = co_await std::move(one);
        } catch (const Error& error) {
            if (!is_lost(error)) throw;
            lost = error;
        }
        if (lost) {
            tail.stop(true);
            if (!std::exchange(state.lost, true)) run.warn(host, lost->message() + "; trying again");
        }
        if (goes_on) co_await pause(look_again);
    }
}

// `has_successors`: another one may be found when this one is gone.
Phase of_containers(std::vector<std::string> hosts,
                    Program program,
                    Command find,
                    bool has_successors,
                    verb::LogLines lines) {
    Phase phase;
    phase.steps = [=](RunState& run) {
        return on_each(hosts, [&](const std::string& host) {
            auto there = program;
            there.host = host;
            Listened listened(run, std::move(there), lines.raw);
            if (lines.follow)
                return follow(run, host, std::move(listened), {find, nullptr, has_successors}, lines);
            return find_and_show(host, std::move(listened), find, lines);
        });
    };
    return phase;
}

Phase of_roles(verb::LogLines lines) {
    Phase phase;
    phase.steps = [lines = std::move(lines)](RunState& run) {
        Steps steps;
        for (const auto& host : run.scope.app_hosts) {
            for (const auto* role : run.scope.roles_on(host)) {
                Listened listened(run, {host, role->name, "App Host"}, lines.raw);
                if (lines.follow) {
                    steps.emplace_back(on_host(host),
                                       follow(run, host, std::move(listened), {{}, role, true}, lines));
                    continue;
                }
                steps.emplace_back(on_host(host),
                                   show(host, std::move(listened), serving(run, host, *role), lines));
            }
        }
        return steps;
    };
    return phase;
}

std::size_t roles_in(const Scope& scope) {
    std::size_t count = 0;
    for (const auto& host : scope.app_hosts) count += scope.roles_on(host).size();
    return count;
}

}  // namespace

Phases show_app_logs(const RunState& run, const verb::AppLogs& logs) {
    const auto& hosts = run.scope.app_hosts;
    check(logs.lines, logs.container ? hosts.size() : roles_in(run.scope));
    Phases phases{connect_to(hosts)};
    if (logs.container) {
        phases.push_back(of_containers(hosts, {{}, {}, "App Host"},
                                       commands::find_container_by_id(*logs.container), false, logs.lines));
    } else if (logs.lines.follow) {
        phases.push_back(of_roles(logs.lines));
    } else {
        Phase look;
        look.steps = [hosts](RunState& r) {
            return on_each(hosts, [&](const std::string& host) { return look_at(r, host, {}); });
        };
        phases.push_back(std::move(look));
        phases.push_back(of_roles(logs.lines));
    }
    return phases;
}

Phases show_accessory_logs(const RunState& run, const verb::AccessoryLogs& logs) {
    const auto& accessory = accessory_named(run.config, logs.accessory);
    const auto hosts = among(accessory.hosts, run.scope.hosts);
    check(logs.lines, hosts.size());
    const Program program{{}, accessory.name, "Accessory " + accessory.name + " Host"};
    return {connect_to(hosts),
            of_containers(hosts, program, commands::find_container(accessory.service), true, logs.lines)};
}

Phases show_proxy_logs(const RunState& run, const verb::ProxyLogs& logs) {
    const auto& hosts = run.scope.proxy_hosts;
    check(logs.lines, hosts.size());
    return {connect_to(hosts), of_containers(hosts, {{}, "kamal-proxy", "Proxy Host"},
                                             commands::find_container("kamal-proxy"), true, logs.lines)};
}

}  // namespace wheels::plan
