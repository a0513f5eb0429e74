#include "engine/boot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "async/with_deadline.hpp"
#include "base/text.hpp"
#include "commands/app.hpp"
#include "commands/proxy.hpp"

namespace wheels::engine {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr int log_lines = 20;

Failure boot_failure(ErrorKind kind, const std::string& host, const Role& role, std::string message) {
    Failure failure;
    failure.kind = kind;
    failure.host = host;
    failure.step = "boot " + role.name;
    failure.message = std::move(message);
    return failure;
}

// kamal-proxy says so when the health check never passed (kamal-proxy: server/target.go).
bool says_unhealthy(const Failure& failure) {
    return std::any_of(failure.remote_lines.begin(), failure.remote_lines.end(), [](const std::string& line) {
        return line.find("failed to become healthy") != std::string::npos;
    });
}

// With the connection gone or the run interrupted, nothing more can be said to the host from here.
bool host_is_gone(ErrorKind kind) {
    return kind == ErrorKind::connection_lost || kind == ErrorKind::timed_out || kind == ErrorKind::connect ||
           kind == ErrorKind::authentication || kind == ErrorKind::host_key;
}

}  // namespace

Boot::Boot(const Config& config,
           const plan::Scope& scope,
           Author author,
           HostWork& work,
           const Collaborators& with,
           const executor& on)
    : config_(config), scope_(scope), author_(std::move(author)), work_(work), with_(with), barrier_(on) {
    for (const auto& host : scope.hosts) {
        for (const auto* role : scope.roles_on(host)) {
            HostOutcome outcome;
            outcome.host = host;
            outcome.role = role->name;
            outcomes_.push_back(std::move(outcome));
        }
    }
}

plan::Voice Boot::voice() const {
    return {config_, author_, iso8601(with_.now())};
}

awaitable<void> Boot::host(std::string host) {
    const auto roles = scope_.roles_on(host);
    if (config_.boot.parallel_roles) {
        std::vector<Task> tasks;
        for (const auto* each : roles) tasks.emplace_back(host, role(host, each));
        co_await join(std::move(tasks));
        co_return;
    }
    for (const auto* each : roles) co_await role(host, each);
}

awaitable<void> Boot::role(std::string host, const Role* role) {
    auto& outcome = *std::find_if(outcomes_.begin(), outcomes_.end(), [&](const HostOutcome& o) {
        return o.host == host && o.role == role->name;
    });
    auto progress = Progress::not_started;
    std::exception_ptr stopped;
    std::vector<Failure> failures;
    try {
        co_await start_and_switch(host, role, outcome, progress);
        co_return;
    } catch (const Error& error) {
        failures.push_back(failure_of(error, host, "boot " + role->name));
    } catch (...) {
        stopped = std::current_exception();
    }
    if (is_gatekeeper(role)) barrier_.close();
    const bool cut_off = stopped || host_is_gone(failures.front().kind);
    // Cut off in mid-switch nobody knows which container serves: both are left running, so that one does.
    const bool unknown = cut_off && progress == Progress::switching;
    if (progress != Progress::switched)
        outcome.state = unknown ? HostOutcome::State::unknown : HostOutcome::State::failed;
    if (cut_off) {
        if (progress == Progress::starting) leftovers_.push_back({host, role});
        if (stopped) std::rethrow_exception(stopped);
        throw Error(std::move(failures));
    }
    co_await give_up(host, role, failures.front(), progress);
    throw Error(std::move(failures));
}

awaitable<void> Boot::start_and_switch(std::string host,
                                       const Role* role,
                                       HostOutcome& outcome,
                                       Progress& progress) {
    const auto replaced = config_.version + "_replaced_" + with_.random_hex(16);
    auto rename = plan::rename_clashing(voice(), *role, facts[host], replaced);
    const bool renamed = !rename.empty();
    co_await work_.run(host, std::move(rename));
    if (renamed) rename_in_facts(host, *role, replaced);
    auto old = plan::old_container(voice(), *role, facts[host]);
    if (old) outcome.old_version = old->version;

    if (!is_gatekeeper(role)) {
        const bool open = co_await barrier_.wait();
        if (!open) {
            auto halted = boot_failure(ErrorKind::command_failed, host, *role,
                                       fmt::format("not booted, because no {} container became healthy first",
                                                   scope_.primary_role->name));
            throw Error(std::vector<Failure>{halted});
        }
    }

    progress = Progress::starting;
    auto start = plan::start(voice(), *role, host, with_.random_hex(12));
    auto results = co_await work_.run(host, std::move(start));
    const auto id = dry_run ? results.back().out : replies::parse_container_id(results.back().out);
    if (!id) {
        auto failure = boot_failure(ErrorKind::command_failed, host, *role,
                                    "docker run did not answer with a container id");
        failure.remote_lines = text::lines(results.back().out);
        throw Error(std::vector<Failure>{failure});
    }
    if (role->proxy) progress = Progress::switching;
    co_await gate(host, role, *id);
    progress = Progress::switched;
    outcome.state = HostOutcome::State::booted;
    if (!dry_run) {
        const auto after = outcome.old_version ? ", in place of " + *outcome.old_version : std::string();
        with_.sink.on_event(
            event::Notice{event::Notice::Level::info, host,
                          fmt::format("{} {} is healthy{}", role->name, config_.version, after)});
    }
    if (is_gatekeeper(role)) barrier_.open();

    if (old) co_await stop_old(host, role, std::move(*old));
}

awaitable<void> Boot::stop_old(std::string host, const Role* role, plan::OldContainer old) {
    Sequence stop{commands::stop_container(config_, *role, old.id)};
    auto results = co_await work_.attempt(host, std::move(stop));
    auto clean_up = plan::clean_up(voice(), *role);
    co_await work_.attempt(host, std::move(clean_up));
    if (results.empty() || results.back().status == 0) co_return;
    const auto text = fmt::format("the old container {} could not be stopped: {}", old.name,
                                  text::one_line(results.back().err));
    with_.sink.on_event(event::Notice{event::Notice::Level::warning, host, text});
}

awaitable<void> Boot::gate(std::string host, const Role* role, std::string container_id) {
    if (!role->proxy) {
        co_await wait_until_healthy(host, role);
        co_return;
    }
    Sequence deploy{commands::proxy_deploy(config_, *role, container_id)};
    co_await work_.run(host, std::move(deploy));
}

// Kamal 2.12: cli/healthcheck/poller.rb. `running` counts only when it still holds after the delay. Unlike
// Kamal we look at the restarts as well: a container that crashes again and again is running most of the
// time.
awaitable<void> Boot::wait_until_healthy(std::string host, const Role* role) {
    const auto until = steady_clock::now() + seconds(config_.deploy_timeout);
    for (int attempt = 1;; ++attempt) {
        auto status = co_await status_of(host, role);
        if (dry_run) co_return;
        if (status.state == "healthy") co_return;
        if (status.state == "running") {
            const auto before = status;
            if (config_.readiness_delay > 0) {
                co_await sleep_for(seconds(config_.readiness_delay));
                status = co_await status_of(host, role);
            }
            if (replies::keeps_running(before, status)) co_return;
        }
        const auto left = until - steady_clock::now();
        if (left <= seconds(0)) {
            auto failure = boot_failure(ErrorKind::unhealthy, host, *role,
                                        fmt::format("container not ready after {} seconds ({})",
                                                    config_.deploy_timeout, status.text()));
            throw Error(std::vector<Failure>{failure});
        }
        const auto pause = std::min<steady_clock::duration>(seconds(attempt), left);
        co_await sleep_for(std::chrono::ceil<std::chrono::milliseconds>(pause));
    }
}

awaitable<replies::ContainerStatus> Boot::status_of(std::string host, const Role* role) {
    Sequence ask{commands::container_status(config_, *role, config_.version)};
    auto results = co_await work_.run(host, std::move(ask));
    co_return replies::parse_container_status(results.back().out);
}

awaitable<void> Boot::give_up(std::string host, const Role* role, Failure& failure, Progress progress) {
    const bool started = progress == Progress::starting || progress == Progress::switching;
    if (started) leftovers_.push_back({host, role});  // until it is stopped: this may be cut off, too
    if (says_unhealthy(failure)) failure.kind = ErrorKind::unhealthy;
    if (failure.kind == ErrorKind::unhealthy) failure.container_log = co_await container_log(host, role);
    if (!started) co_return;
    Sequence stop{commands::stop_new_container(config_, *role)};
    const auto results = co_await work_.attempt(host, std::move(stop));
    if (results.empty()) co_return;
    std::erase_if(leftovers_, [&](const Leftover& l) { return l.host == host && l.role == role; });
}

awaitable<std::vector<std::string>> Boot::container_log(std::string host, const Role* role) {
    Sequence ask{commands::container_logs(config_, *role, config_.version, log_lines),
                 commands::container_health(config_, *role, config_.version)};
    auto results = co_await work_.attempt(host, std::move(ask));
    std::vector<std::string> lines;
    for (const auto& result : results) {
        for (auto& line : text::lines(text::trim(result.out))) {
            if (line != "null") lines.push_back(std::move(line));
        }
    }
    co_return lines;
}

void Boot::rename_in_facts(const std::string& host, const Role& role, const std::string& new_version) {
    const auto name = config_.container_name(role, config_.version);
    for (auto& container : facts[host].containers) {
        if (container.name == name) container.name = config_.container_name(role, new_version);
    }
}

}  // namespace wheels::engine
