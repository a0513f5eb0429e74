#include "support/scripted_hosts.hpp"

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

}  // namespace

const ScriptedHosts::Container& ScriptedHosts::add(const std::string& host,
                                                   const std::string& role,
                                                   const std::string& version) {
    return hosts[host].add("app-" + role + "-" + version, role, next_id_);
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
        return !rollout.second.percent || at.runs(rollout.second.id);
    });
}

bool ScriptedHosts::is_served(const std::string& host, const std::string& service) const {
    const auto& at = hosts.at(host);
    const auto target = at.serving.find(service);
    if (target == at.serving.end()) return false;
    return at.runs(target->second);
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
    host.ran.push_back(command.name);
    for (const auto& [asked, answer] : answers) {
        if (asked.starts_with(name + " ") && contains(command.line, asked.substr(name.size() + 1)))
            return answer;
    }
    return host.perform(command, next_id_);
}

}  // namespace wheels::test
