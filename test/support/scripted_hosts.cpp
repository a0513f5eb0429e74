#include "support/scripted_hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace wheels::test {
namespace {

class ScriptedRunner final : public Runner {
public:
    ScriptedRunner(ScriptedHosts& hosts, std::string host) : hosts_(hosts), host_(std::move(host)) {}

    awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) override {
        using Fault = ScriptedHosts::Fault;
        std::vector<ExecResult> results;
        auto on = co_await this_coro::executor;
        for (const auto& command : sequence) {
            co_await asio::post(on, use_awaitable);
            const bool broken = hosts_.breaks(command);
            if (broken) hosts_.fault_command = command.name;
            observer.started(command);
            hosts_.lines.push_back(command.line);
            speak(command, observer);
            if (broken && hosts_.fault == Fault::throws) throw 42;
            if (broken && hosts_.fault == Fault::dies_before) die();
            if (broken && hosts_.fault == Fault::hangs) co_await hang();
            ExecResult result;
            if (broken && hosts_.fault == Fault::fails) {
                result.status = 1;
                result.err = hosts_.says.empty() ? "scripted failure" : hosts_.says;
            } else {
                result = hosts_.perform(host_, command);
            }
            if (broken && hosts_.fault == Fault::dies_after) die();
            if (broken && hosts_.fault == Fault::hangs_after) co_await hang();
            observer.finished(command, result);
            results.push_back(result);
            if (command.checked && result.status != 0) break;
        }
        co_return results;
    }

    awaitable<ExecResult> talk(Command command, Endpoint& endpoint, CommandObserver& observer) override {
        Sequence sequence{std::move(command)};
        auto results = co_await run(std::move(sequence), observer);
        endpoint.begins();
        endpoint.heard(Stream::out, results.front().out);
        endpoint.heard(Stream::err, results.front().err);
        co_return results.front();
    }

    bool alive() const override { return alive_; }
    awaitable<void> close() override { co_return; }

private:
    [[noreturn]] void die() {
        alive_ = false;
        throw Error(ErrorKind::connection_lost, "the connection was lost" + hosts_.says);
    }

    void speak(const Command& command, CommandObserver& observer) const {
        constexpr std::size_t piece = 61;
        for (std::size_t at = 0; at < hosts_.says.size(); at += piece) {
            observer.heard(command, Stream::out, std::string_view(hosts_.says).substr(at, piece));
            observer.heard(command, Stream::err, std::string_view(hosts_.says).substr(at, piece));
        }
    }

    awaitable<void> hang() {
        asio::steady_timer never(co_await this_coro::executor, asio::steady_timer::time_point::max());
        if (hosts_.on_hang) hosts_.on_hang();
        alive_ = false;
        co_await never.async_wait(use_awaitable);
    }

    ScriptedHosts& hosts_;
    std::string host_;
    bool alive_ = true;
};

class ScriptedForward final : public Forward {
public:
    ScriptedForward(ScriptedHosts& hosts, std::string host, std::uint16_t port)
        : hosts_(hosts), host_(std::move(host)), name_("forward port " + std::to_string(port)) {
        hosts_.hosts[host_].ran.push_back(name_);
    }
    ~ScriptedForward() override { hosts_.hosts[host_].ran.push_back(name_ + " ends"); }
    ScriptedForward(const ScriptedForward&) = delete;
    ScriptedForward& operator=(const ScriptedForward&) = delete;

    awaitable<void> serve() override {
        asio::steady_timer never(co_await this_coro::executor, asio::steady_timer::time_point::max());
        if (const auto lost = hosts_.lose_forward.find(host_); lost != hosts_.lose_forward.end())
            throw lost->second;
        co_await never.async_wait(use_awaitable);
    }
    std::optional<std::string> trouble() const override {
        const auto found = hosts_.forward_trouble.find(host_);
        if (found == hosts_.forward_trouble.end()) return std::nullopt;
        return found->second;
    }
    awaitable<void> close() override { co_return; }

private:
    ScriptedHosts& hosts_;
    std::string host_;
    std::string name_;
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// The word after `flag` in a shell line, without its quotes.
std::string word_after(const std::string& line, const std::string& flag) {
    const auto at = line.find(flag);
    if (at == std::string::npos) return {};
    auto begin = line.find_first_not_of(" =\"'", at + flag.size());
    return line.substr(begin, line.find_first_of(" :\"'", begin) - begin);
}

std::string last_word(const std::string& line) {
    return line.substr(line.rfind(' ') + 1);
}

// What the command that takes the lock writes into the details file.
std::string details_in(const std::string& line) {
    const std::string start = "printf '%s\\n' ";
    const auto begin = line.find(start) + start.size();
    return line.substr(begin, line.find("''", begin) - begin);
}

// Base64 without what stands between its pieces.
std::string in_one_piece(std::string words) {
    std::erase_if(words, [](char c) { return c == ' ' || c == '\''; });
    return words;
}

// `closely`: each was made a minute after the one before.
std::string probe_reply(const ScriptedHosts::Host& host, bool closely) {
    std::string text;
    for (auto c = host.containers.rbegin(); c != host.containers.rend(); ++c) {
        text += fmt::format("container|{}|/{}|sha256:{:064}|image|{}|app|{}|", c->id, c->name, 0,
                            c->running ? "running" : "exited", c->role);
        if (closely)
            text += fmt::format("|2026-01-01T12:{:02}:00Z|2026-01-01T13:00:00Z|", host.containers.rend() - c);
        text += "\n";
    }
    return text + "latest|\nnetwork|kamal\nend\n";
}

// As kamal-proxy keeps it, as far as it is read.
std::string proxy_state(const ScriptedHosts::Host& host) {
    std::string text;
    for (const auto& [service, id] : host.serving) {
        const auto rollout = host.rollouts.find(service);
        const bool splits = rollout != host.rollouts.end() && rollout->second.percent;
        text += fmt::format(
            R"({}{{"name": "{}", "active_targets": ["{}:80"], "rollout_targets": {}, "rollout_controller": {}}})",
            text.empty() ? "" : ", ", service, id,
            rollout == host.rollouts.end() ? "null" : fmt::format("[\"{}:80\"]", rollout->second.id),
            splits ? fmt::format(R"({{"percentage": {}, "allowlist": null}})", *rollout->second.percent)
                   : "null");
    }
    return "[" + text + "]\n";
}

void change_rollout(ScriptedHosts::Host& host, const std::string& line) {
    const auto service_after = [&](const std::string& verb) {
        return word_after(line, "kamal-proxy rollout " + verb);
    };
    if (contains(line, "rollout deploy"))
        host.rollouts[service_after("deploy")].id = word_after(line, "--target");
    if (contains(line, "rollout set"))
        host.rollouts[service_after("set")].percent = std::stoi(word_after(line, "--percent"));
    if (contains(line, "rollout stop")) host.rollouts[service_after("stop")].percent.reset();
}

bool runs(const ScriptedHosts::Host& host, const std::string& id) {
    return std::any_of(host.containers.begin(), host.containers.end(),
                       [&](const auto& each) { return each.id.substr(0, 12) == id && each.running; });
}

}  // namespace

const ScriptedHosts::Container& ScriptedHosts::add(const std::string& host,
                                                   const std::string& role,
                                                   const std::string& version) {
    Container container;
    container.id = fmt::format("{:012x}{:052x}", next_id_++, 0);
    container.name = "app-" + role + "-" + version;
    container.role = role;
    return hosts[host].containers.emplace_back(std::move(container));
}

void ScriptedHosts::serve(const std::string& host, const std::string& role, const std::string& version) {
    hosts[host].serving["app-" + role] = add(host, role, version).id.substr(0, 12);
}

void ScriptedHosts::share(const std::string& host,
                          const std::string& role,
                          const std::string& version,
                          int percent) {
    hosts[host].rollouts["app-" + role] = {add(host, role, version).id.substr(0, 12), percent};
}

bool ScriptedHosts::shares_well(const std::string& host) const {
    const auto& at = hosts.at(host);
    return std::all_of(at.rollouts.begin(), at.rollouts.end(), [&](const auto& rollout) {
        return !rollout.second.percent || runs(at, rollout.second.id);
    });
}

bool ScriptedHosts::is_served(const std::string& host, const std::string& service) const {
    const auto& at = hosts.at(host);
    const auto target = at.serving.find(service);
    if (target == at.serving.end()) return false;
    return runs(at, target->second);
}

awaitable<std::unique_ptr<Runner>> ScriptedHosts::connect(std::string host) {
    auto on = co_await this_coro::executor;
    co_await asio::post(on, use_awaitable);
    if (const auto found = refused.find(host); found != refused.end()) throw found->second;
    std::unique_ptr<Runner> runner = std::make_unique<ScriptedRunner>(*this, std::move(host));
    co_return runner;
}

awaitable<std::unique_ptr<Forward>> ScriptedHosts::forward(std::string host, ForwardedPort ports) {
    auto on = co_await this_coro::executor;
    co_await asio::post(on, use_awaitable);
    if (const auto found = no_forward.find(host); found != no_forward.end()) throw found->second;
    std::unique_ptr<Forward> opened = std::make_unique<ScriptedForward>(*this, std::move(host), ports.port);
    co_return opened;
}

bool ScriptedHosts::breaks(const Command& command) {
    const auto index = commands++;
    if (fault == Fault::none) return false;
    return hang_on.empty() ? index == fault_at : contains(command.line, hang_on);
}

ExecResult ScriptedHosts::perform(const std::string& name, const Command& command) {
    auto& host = hosts[name];
    const auto& line = command.line;
    host.ran.push_back(command.name);
    for (const auto& [asked, answer] : answers) {
        if (asked.starts_with(name + " ") && contains(line, asked.substr(name.size() + 1))) return answer;
    }
    auto by_name = [&](const std::string& wanted) {  // or by the 12 digits of its id
        return std::find_if(host.containers.begin(), host.containers.end(), [&](const Container& c) {
            return c.name == wanted || c.id.substr(0, 12) == wanted;
        });
    };
    ExecResult result;
    if (contains(line, "(if LC_ALL=C mkdir .kamal/lock-")) {
        if (host.lock_details) {
            result.status = 75;
        } else {
            host.lock_details = details_in(line);
        }
    } else if (contains(line, "rm -r .kamal/lock-")) {
        const auto ours = word_after(line, "\" = ");
        const bool has_it = host.lock_details && (ours.empty() || in_one_piece(*host.lock_details) == ours);
        result.status = has_it ? 0 : 75;
        if (has_it) host.lock_details.reset();
    } else if (contains(line, "cat .kamal/lock-")) {
        result.status = host.lock_details ? 0 : 1;
        result.out = host.lock_details.value_or("");
    } else if (contains(line, "docker ps -a --format")) {
        result.out = probe_reply(host, contains(line, "{{.Created}}"));
    } else if (contains(line, "docker run --detach --restart")) {
        Container container;
        container.id = fmt::format("{:012x}{:052x}", 0xabc000 + next_id_++, 0);
        container.name = word_after(line, "--name");
        container.role = word_after(line, "role=");
        result.out = container.id + "\n";
        host.containers.push_back(std::move(container));
    } else if (contains(line, "docker run --name")) {  // an accessory, which no probe lists
        result.out = fmt::format("{:064x}\n", 0xacc000 + next_id_++);
    } else if (contains(line, "docker rename")) {
        const auto renamed = by_name(word_after(line, "docker rename"));
        if (renamed == host.containers.end()) {
            result.status = 1;
        } else {
            renamed->name = last_word(line);
        }
    } else if (contains(line, "kamal-proxy.state")) {
        result.out = proxy_state(host);
    } else if (contains(line, "kamal-proxy rollout")) {
        change_rollout(host, line);
    } else if (contains(line, "kamal-proxy deploy")) {
        host.serving[word_after(line, "kamal-proxy deploy")] = word_after(line, "--target");
    } else if (contains(line, "docker stop")) {
        const auto filtered = word_after(line, "name=^");
        const auto stopped =
            by_name(filtered.empty() ? last_word(line) : filtered.substr(0, filtered.size() - 1));
        if (stopped == host.containers.end()) {
            result.status = 1;
        } else {
            stopped->running = false;
        }
    } else if (contains(line, ".State.Health.Status")) {
        result.out = "running\n";
    }
    return result;
}

}  // namespace wheels::test
