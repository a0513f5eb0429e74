#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "async/coroutine.hpp"
#include "testing/reply.hpp"
#include "testing/server.hpp"
#include "testing/waiting.hpp"
#include "transport/dry_runner.hpp"

namespace wheels::testing {

class FakeHosts::Impl {
public:
    explicit Impl(VirtualClock* with) : clock(with) {}

    std::chrono::milliseconds elapsed() const {
        return clock != nullptr ? clock->elapsed() : std::chrono::milliseconds(0);
    }

    VirtualClock* clock;
    std::map<std::string, Server> servers;
    std::map<std::string, ErrorKind> refused;
    std::vector<Told> told;
    Rules rules;
    std::size_t next_id = 1;
};

namespace {

template <typename Impl>
class FakeRunner final : public Runner {
public:
    FakeRunner(std::shared_ptr<Impl> impl, std::string host)
        : impl_(std::move(impl)), host_(std::move(host)) {}

    awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) override {
        std::vector<ExecResult> results;
        for (const auto& command : sequence) {
            auto result = co_await run_one(command, observer, false);
            const bool stops = command.checked && result.status != 0;
            results.push_back(std::move(result));
            if (stops) break;
        }
        co_return results;
    }

    awaitable<ExecResult> talk(Command command, Endpoint& endpoint, CommandObserver& observer) override {
        endpoint.begins();
        auto result = co_await run_one(command, observer, true);
        if (!result.out.empty()) endpoint.heard(Stream::out, result.out);
        if (!result.err.empty()) endpoint.heard(Stream::err, result.err);
        endpoint.ended(result.status);
        co_return result;
    }

    bool alive() const override { return alive_; }
    awaitable<void> close() override { co_return; }

private:
    /// Until it has answered, a connection that is cut off is of no more use.
    awaitable<ExecResult> run_one(const Command& command, CommandObserver& observer, bool talks) {
        try {
            auto result = co_await answered(command, observer, talks);
            co_return result;
        } catch (...) {
            alive_ = false;
            throw;
        }
    }

    awaitable<ExecResult> answered(const Command& command, CommandObserver& observer, bool talks) {
        if (impl_->clock != nullptr) impl_->clock->stir();
        auto on = co_await this_coro::executor;
        co_await asio::post(on, use_awaitable);
        const auto number = impl_->told.size();
        const auto began = impl_->elapsed();
        impl_->told.push_back(
            {host_, command.name, command.line, command.input.reveal(), std::nullopt, began});
        observer.started(command);
        const auto rule = take_rule(impl_->rules, host_, command.line);
        if (rule && rule->loses_connection) lose();
        if (rule) co_await wait(*rule, command, talks);
        auto result = answer(rule, command);
        result.took = impl_->elapsed() - began;
        if (!result.out.empty()) observer.heard(command, Stream::out, result.out);
        if (!result.err.empty()) observer.heard(command, Stream::err, result.err);
        observer.finished(command, result);
        impl_->told[number].status = result.status;
        co_return result;
    }

    // What somebody talks with has no deadline once it runs.
    awaitable<void> wait(const Reply::Rule& rule, const Command& command, bool talks) {
        std::optional<std::chrono::milliseconds> limit;
        if (!talks) limit = command.deadline;
        const bool in_time = co_await take_time(rule, impl_->clock, limit);
        if (in_time) co_return;
        throw Error(ErrorKind::timed_out, fmt::format("{} did not end within {} s on {}", command.name,
                                                      command.deadline.count(), host_));
    }

    ExecResult answer(const std::optional<Reply::Rule>& rule, const Command& command) {
        if (!rule || !rule->status) return impl_->servers[host_].perform(command, impl_->next_id);
        ExecResult result;
        result.out = rule->output;
        result.err = rule->complaint;
        result.status = *rule->status;
        return result;
    }

    [[noreturn]] void lose() const {
        throw Error(ErrorKind::connection_lost, fmt::format("the connection to {} was lost", host_));
    }

    std::shared_ptr<Impl> impl_;
    std::string host_;
    bool alive_ = true;
};

}  // namespace

FakeHosts::FakeHosts(VirtualClock* clock) : impl_(std::make_shared<Impl>(clock)) {}
FakeHosts::~FakeHosts() = default;

void FakeHosts::serve(const Config& config, const std::string& version) {
    for (const auto& role : config.roles) {
        for (const auto& host : role.hosts) {
            auto& server = impl_->servers[host];
            const auto& added = server.add(config.container_name(role, version), role.name, impl_->next_id);
            server.containers.back().service = config.service;
            constexpr std::size_t short_id = 12;
            if (role.proxy) server.serving[config.container_prefix(role)] = added.id.substr(0, short_id);
        }
    }
}

std::vector<std::string> FakeHosts::running(const std::string& host) const {
    std::vector<std::string> names;
    for (const auto& container : impl_->servers[host].containers) {
        if (container.running) names.push_back(container.name);
    }
    return names;
}

std::string FakeHosts::serving(const std::string& host, const std::string& service) const {
    const auto& server = impl_->servers[host];
    const auto target = server.serving.find(service);
    if (target == server.serving.end()) return {};
    for (const auto& container : server.containers) {
        if (container.running && container.id.starts_with(target->second)) return container.name;
    }
    return {};
}

bool FakeHosts::locked(const std::string& host) const {
    return impl_->servers[host].lock_details.has_value();
}

Reply FakeHosts::on(const std::string& host, const std::string& part) {
    auto rule = std::make_shared<Reply::Rule>();
    rule->host = host;
    rule->part = part;
    impl_->rules.push_back(rule);
    return Reply(std::move(rule));
}

void FakeHosts::refuse(const std::string& host, ErrorKind kind) {
    impl_->refused[host] = kind;
}

void FakeHosts::accept(const std::string& host) {
    impl_->refused.erase(host);
}

const std::vector<Told>& FakeHosts::told() const {
    return impl_->told;
}

std::size_t FakeHosts::count(const std::string& host, const std::string& part) const {
    return static_cast<std::size_t>(std::count_if(
        impl_->told.begin(), impl_->told.end(),
        [&](const Told& told) { return has_part(told.host, host) && has_part(told.line, part); }));
}

awaitable<std::unique_ptr<Runner>> FakeHosts::connect(std::string host) {
    auto on = co_await this_coro::executor;
    co_await asio::post(on, use_awaitable);
    const auto refused = impl_->refused.find(host);
    if (refused != impl_->refused.end())
        throw Error(refused->second, fmt::format("{} cannot be connected to", host));
    std::unique_ptr<Runner> runner = std::make_unique<FakeRunner<Impl>>(impl_, std::move(host));
    co_return runner;
}

awaitable<std::unique_ptr<Forward>> FakeHosts::forward(std::string host, ForwardedPort ports) {
    auto on = co_await this_coro::executor;
    co_await asio::post(on, use_awaitable);
    const auto refused = impl_->refused.find(host);
    if (refused != impl_->refused.end())
        throw Error(refused->second, fmt::format("{} cannot be connected to", host));
    DryConnector nowhere;  // nobody uses the port
    auto opened = co_await nowhere.forward(std::move(host), ports);
    co_return opened;
}

}  // namespace wheels::testing
