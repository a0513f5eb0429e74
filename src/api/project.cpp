#include "wheels/project.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "api/everybody.hpp"
#include "api/hook.hpp"
#include "api/interruptible.hpp"
#include "api/load_config.hpp"
#include "api/results.hpp"
#include "api/run.hpp"
#include "api/ssh_settings.hpp"
#include "base/redacted.hpp"
#include "base/redactor.hpp"
#include "engine/redacting_sink.hpp"
#include "plan/phases/execution.hpp"
#include "plan/scope.hpp"
#include "process/child_runner.hpp"

namespace wheels {

struct Project::State {
    State(Config of, Surroundings around)
        : config(std::move(of)), surroundings(std::move(around)), everybody(surroundings.sinks) {}

    const Config config;
    const Surroundings surroundings;
    mutable api::Everybody everybody;
};

namespace {

/// The run keeps the project.
template <typename State>
awaitable<Report> run_of(std::shared_ptr<const State> project, Request request) {
    auto& sink = request.sink != nullptr ? *request.sink : project->everybody;
    auto report = co_await api::run(std::move(request), project->config, project->surroundings, sink);
    co_return report;
}

template <typename State>
awaitable<Plan> plan_of(std::shared_ptr<const State> project, Request request) {
    const auto* rollback = std::get_if<verb::Rollback>(&request.verb);
    if (rollback != nullptr && rollback->version.empty())
        throw Error(ErrorKind::usage, "which version a rollback goes back to is for the hosts to say",
                    "Name the version, or ask for it with verb::FindPrevious.");
    api::PlanCollector collector(request.sink != nullptr ? *request.sink : project->everybody);
    request.dry_run = true;
    co_await api::run(std::move(request), project->config, project->surroundings, collector);
    auto plan = collector.plan();
    co_return plan;
}

template <typename State>
awaitable<Status> status_of(std::shared_ptr<const State> project, Filter filter, Limits limits) {
    Request request(verb::Status{});
    request.filter = std::move(filter);
    request.deadline = limits.deadline;
    request.interrupt = limits.interrupt;
    Report report;
    try {
        report = co_await run_of(std::move(project), std::move(request));
    } catch (const RunError& error) {
        if (!error.report().status) throw;
        report = error.report();
    }
    co_return std::move(*report.status);
}

template <typename State>
awaitable<std::vector<HostResult>> exec_of(std::shared_ptr<const State> project,
                                           std::string command,
                                           Filter filter,
                                           Limits limits) {
    api::ResultCollector collector;
    verb::ServerExec exec;
    exec.execution.command = std::move(command);
    exec.execution.everywhere = true;
    Request request(std::move(exec));
    request.filter = std::move(filter);
    request.console = &collector;
    request.deadline = limits.deadline;
    request.interrupt = limits.interrupt;
    Report report;
    try {
        report = co_await run_of(std::move(project), std::move(request));
    } catch (const RunError& error) {
        if (error.failures().empty()) throw;  // not about hosts: it was cancelled, or a hook refused
        report = error.report();
    }
    auto results = collector.results(report);
    co_return results;
}

/// Asks the hosts for the version before, and goes back to it.
template <typename State>
awaitable<Report> roll_back(std::shared_ptr<const State> project, Request back) {
    auto look = back;
    look.verb = verb::FindPrevious();
    // What a dry run shows depends on it.
    look.skip_hooks = back.skip_hooks || back.dry_run;
    look.dry_run = false;
    auto first = project;
    const auto* clock = project->surroundings.clock;
    const auto began = api::ticks_of(clock);
    const auto found = co_await run_of(std::move(first), std::move(look));
    auto& rollback = std::get<verb::Rollback>(back.verb);
    rollback.version = found.previous.value().version;
    rollback.pre_connected = !back.dry_run;
    if (back.deadline)
        *back.deadline -= std::chrono::duration_cast<std::chrono::milliseconds>(api::ticks_of(clock) - began);
    auto report = co_await run_of(std::move(project), std::move(back));
    co_return report;
}

template <typename State>
awaitable<void> ask_ssh_settings(std::shared_ptr<const State> project,
                                 Filter filter,
                                 std::vector<std::string>& settings) {
    const auto& config = project->config;
    const Redactor redactor(config.sensitive());
    engine::RedactingSink clean(project->everybody, redactor);
    try {
        ChildRunner real;
        auto& processes =
            project->surroundings.processes != nullptr ? *project->surroundings.processes : real;
        auto hosts = plan::scope_of(config, filter).hosts;
        auto lines =
            co_await api::ssh_report(config, std::move(hosts), project->surroundings, processes, clean);
        for (auto& line : lines) line = redactor.redact(line);
        settings = std::move(lines);
    } catch (const Error& error) {
        throw redacted(error, redactor);
    }
}

template <typename State>
awaitable<std::vector<std::string>> ssh_settings_of(std::shared_ptr<const State> project,
                                                    Filter filter,
                                                    Limits limits) {
    std::vector<std::string> settings;
    auto* clock = project->surroundings.clock;
    auto asking = ask_ssh_settings(std::move(project), std::move(filter), settings);
    co_await api::limited(std::move(asking), limits, clock);
    co_return settings;
}

template <typename State>
awaitable<void> run_hook_of(std::shared_ptr<const State> project, api::HookRequest request, bool& ran) {
    ran = co_await api::run_hook(std::move(request), project->config, project->surroundings,
                                 project->everybody);
}

template <typename State>
awaitable<bool> hook_of(std::shared_ptr<const State> project,
                        std::string name,
                        Filter filter,
                        std::string command,
                        Limits limits) {
    bool ran = false;
    auto* clock = project->surroundings.clock;
    api::HookRequest request(std::move(name), std::move(filter), std::move(command));
    auto running = run_hook_of(std::move(project), std::move(request), ran);
    co_await api::limited(std::move(running), limits, clock);
    co_return ran;
}

awaitable<void> read(ProjectOptions options,
                     const Surroundings& surroundings,
                     std::optional<Config>& config) {
    api::Everybody everybody(surroundings.sinks);
    auto loaded = co_await api::load_config(std::move(options), surroundings, everybody);
    config = std::move(loaded);
}

std::vector<std::string> redacted_scope(const Config& config,
                                        const Filter& filter,
                                        std::vector<std::string> plan::Scope::* which) {
    const Redactor redactor(config.sensitive());
    try {
        auto hosts = plan::scope_of(config, filter).*which;
        for (auto& host : hosts) host = redactor.redact(host);
        return hosts;
    } catch (const Error& error) {
        throw redacted(error, redactor);
    }
}

}  // namespace

Project::Project(Config config, Surroundings surroundings)
    : state_(std::make_shared<const State>(std::move(config), std::move(surroundings))) {}

Project::Project(std::shared_ptr<const State> state) : state_(std::move(state)) {}

awaitable<Project> Project::load(Surroundings surroundings, ProjectOptions options, Limits limits) {
    std::optional<Config> config;
    // For hooks and commands of the secrets file: a `wheels` among them stays there.
    if (options.playground) surroundings.environment["WHEELS_PLAYGROUND"] = "1";
    auto reading = read(std::move(options), surroundings, config);
    if (limits.deadline || limits.interrupt != nullptr)
        reading = api::limited(std::move(reading), limits, surroundings.clock);
    co_await std::move(reading);
    Project project(std::move(config.value()), std::move(surroundings));
    co_return project;
}

const Config& Project::config() const {
    return state_->config;
}

const Surroundings& Project::surroundings() const {
    return state_->surroundings;
}

Project Project::in_version(std::string version) const {
    auto config = state_->config;
    config.version = std::move(version);
    return Project(std::move(config), state_->surroundings);
}

awaitable<Report> Project::run(Request request) const {
    const auto* rollback = std::get_if<verb::Rollback>(&request.verb);
    if (rollback != nullptr && rollback->version.empty()) return roll_back(state_, std::move(request));
    return run_of(state_, std::move(request));
}

awaitable<Report> Project::deploy(const ShipOptions& options) const {
    return run_of(state_, deploy_request(options));
}

awaitable<Report> Project::redeploy(const ShipOptions& options) const {
    return run_of(state_, redeploy_request(options));
}

awaitable<Report> Project::setup(const ShipOptions& options) const {
    return run_of(state_, setup_request(options));
}

awaitable<Report> Project::rollback(const RollbackOptions& options) const {
    return run(rollback_request(options));
}

awaitable<Plan> Project::plan(Request request) const {
    return plan_of(state_, std::move(request));
}

awaitable<Status> Project::status(Filter filter, Limits limits) const {
    return status_of(state_, std::move(filter), limits);
}

awaitable<std::vector<HostResult>> Project::exec(std::string command, Filter filter, Limits limits) const {
    return exec_of(state_, std::move(command), std::move(filter), limits);
}

awaitable<bool> Project::run_hook(std::string name, Filter filter, std::string command, Limits limits) const {
    return hook_of(state_, std::move(name), std::move(filter), std::move(command), limits);
}

std::vector<std::string> Project::hosts(const Filter& filter) const {
    return redacted_scope(state_->config, filter, &plan::Scope::hosts);
}

std::vector<std::string> Project::app_hosts(const Filter& filter) const {
    return redacted_scope(state_->config, filter, &plan::Scope::app_hosts);
}

std::size_t Project::programs(const Filter& filter, const std::string& accessory) const {
    const auto& config = state_->config;
    const Redactor redactor(config.sensitive());
    try {
        const auto scope = plan::scope_of(config, filter);
        if (!accessory.empty())
            return plan::among(plan::accessory_named(config, accessory).hosts, scope.hosts).size();
        std::size_t count = 0;
        for (const auto& host : scope.app_hosts) count += scope.roles_on(host).size();
        return count;
    } catch (const Error& error) {
        throw wheels::redacted(error, redactor);
    }
}

awaitable<std::vector<std::string>> Project::ssh_settings(Filter filter, Limits limits) const {
    return ssh_settings_of(state_, std::move(filter), limits);
}

std::string Project::redacted(const std::string& text) const {
    return Redactor(state_->config.sensitive()).redact(text);
}

}  // namespace wheels
