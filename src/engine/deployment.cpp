#include "engine/deployment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "async/supervised.hpp"
#include "commands/registry.hpp"
#include "engine/project_files.hpp"

namespace wheels::engine {
namespace {

using plan::Phase;
using std::chrono::seconds;
using std::chrono::steady_clock;

// From the first interruption to the end: 30 s, less what closing the connections may take.
constexpr std::chrono::milliseconds interrupted_limit{27500};
constexpr std::chrono::milliseconds close_limit{2000};

Collaborators with_sink(const Collaborators& with, Sink& sink) {
    Collaborators changed(with.connector, with.processes, sink);
    changed.builder_connector = with.builder_connector;
    changed.builder_login = with.builder_login;
    changed.project_root = with.project_root;
    changed.environment = with.environment;
    changed.now = with.now;
    changed.random_hex = with.random_hex;
    return changed;
}

Error interrupted(ErrorKind kind, const std::string& doing) {
    return Error(kind,
                 fmt::format("interrupted by {}{}", kind == ErrorKind::interrupted_int ? "SIGINT" : "SIGTERM",
                             doing.empty() ? "" : " (" + doing + ")"));
}

bool has_lock_already(const Collaborators& with) {
    const auto found = with.environment.find("KAMAL_LOCK");
    return found != with.environment.end() && found->second == "true";
}

}  // namespace

Deployment::Deployment(
    const DeployRequest& request, const Config& config, Author author, const Collaborators& with, executor on)
    : request_(request),
      config_(config),
      author_(std::move(author)),
      redactor_(config.sensitive()),
      sink_(with.sink, redactor_),
      with_(with_sink(with, sink_)),
      on_(on),
      plan_(plan::plan_for(request, config)),
      scope_(plan::scope_of(config, request.filter)),
      pool_(with_.connector, on),
      work_(pool_, sink_, request.dry_run),
      local_(with_.processes, sink_, with_.project_root, with_.environment, request.dry_run),
      build_(config, local_, with_.builder_login, sink_),
      lock_(config, work_, with_),
      hooks_(config,
             with_.project_root,
             with_.environment,
             with_.processes,
             sink_,
             redactor_,
             request.verbosity),
      boot_(config, scope_, author_, work_, with_, on),
      accessories_(config, scope_, author_, work_, with_),
      bootstrap_(pool_, work_, request.dry_run),
      failure_path_(config, work_, lock_, hooks_, sink_),
      supervised_(on),
      interrupt_(request.interrupt != nullptr ? *request.interrupt : own_interrupt_),
      lock_inherited_(has_lock_already(with)) {
    boot_.dry_run = request.dry_run;
    accessories_.dry_run = request.dry_run;
    if (has(Phase::prepare) && config.error_pages_path)
        error_pages_ = read_error_pages(with_.project_root, *config.error_pages_path);
    if (has(Phase::accessories)) accessories_.read_files();
    std::vector<Problem> problems;
    if (plan::builds(request.verb, request.skip_push)) problems = build_.check();
    std::vector<std::string> hooks;
    for (const auto next : plan_.phases) {
        for (auto& name : plan::hooks_in(next)) hooks.push_back(std::move(name));
    }
    if (!request.skip_hooks) {
        for (auto& problem : hooks_.check(hooks)) problems.push_back(std::move(problem));
    }
    if (!problems.empty()) throw Error(std::move(problems));
}

// The embedder's Interrupt may outlive us.
Deployment::~Deployment() {
    interrupt_.listen(nullptr);
}

awaitable<DeployReport> Deployment::run() {
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    started_ = steady_clock::now();
    std::optional<Error> failed;
    if (const auto kind = interrupt_.requested()) {
        failed = interrupted(*kind, {});
    } else {
        failed = co_await carry_out();
    }
    interrupt_.listen(nullptr);
    co_await this_coro::throw_if_cancelled(throws);
    if (failed) throw *failed;
    co_return report();
}

// What the run ended with; the failure path has run by then. Throws nothing.
awaitable<std::optional<Error>> Deployment::carry_out() {
    auto on_request = [this](int count) { stop(count); };
    auto on_cancelled = [this] { interrupt_.request(ErrorKind::interrupted_int); };
    interrupt_.listen(on_request);
    std::optional<Error> failed;
    auto deploying = work();
    auto error = co_await supervised_.run(std::move(deploying), std::nullopt, on_cancelled);
    if (error) {
        failed = reported(error);
        failing_ = true;
        auto cleaning = failure_path_.run(boot_.leftovers(), failure_hook(*failed));
        Supervised failure(on_);
        co_await failure.run(std::move(cleaning), std::nullopt, on_cancelled);
    } else if (request_.dry_run) {
        announce_failure_hook();
    }
    co_await close();
    co_return failed;
}

awaitable<void> Deployment::close() {
    Supervised closing(on_);
    auto goodbyes = pool_.close();
    co_await closing.run(std::move(goodbyes), close_limit);
}

void Deployment::stop(int count) {
    if (count == 1) interrupted_in_ = current_;
    if (count == 1) failure_path_.end_by(steady_clock::now() + interrupted_limit);
    if (count > 1) failure_path_.hurry();
    if (!failing_) supervised_.stop();  // the second time, what is shutting down ends at once
}

awaitable<void> Deployment::work() {
    for (const auto next : plan_.phases) {
        current_ = next;
        if (const auto heading = plan::title(next); !heading.empty())
            sink_.on_event(event::PhaseStarted{heading});
        co_await phase(next);
    }
}

awaitable<void> Deployment::phase(Phase phase) {
    switch (phase) {
        case Phase::pre_connect_hook: co_await hook("pre-connect", scope_.hosts); break;
        case Phase::log_in_here: co_await here(commands::registry_login(config_.registry)); break;
        case Phase::log_out_here: co_await here(commands::registry_logout(config_.registry)); break;
        case Phase::start_registry: co_await here(commands::start_local_registry(config_.registry)); break;
        case Phase::remove_registry: co_await here(commands::remove_local_registry()); break;
        case Phase::log_in: co_await everywhere(scope_.hosts, plan::login(voice())); break;
        case Phase::log_out: co_await everywhere(scope_.hosts, plan::logout(voice())); break;
        case Phase::prepare_build: co_await build_.prepare(); break;
        case Phase::pre_build_hook: co_await hook("pre-build", scope_.hosts); break;
        case Phase::build: co_await build(); break;
        case Phase::pre_deploy_hook: co_await hook("pre-deploy", scope_.hosts); break;
        case Phase::connect: co_await connect(); break;
        case Phase::find_version: co_await find_version(); break;
        case Phase::lock: co_await take_lock(); break;
        case Phase::pull: co_await pull(); break;
        case Phase::probe: co_await probe(); break;
        case Phase::proxy: co_await proxy(); break;
        case Phase::stop_stale: co_await stop_stale(); break;
        case Phase::prepare: co_await prepare(); break;
        case Phase::boot: co_await boot(); break;
        case Phase::tag: co_await everywhere(scope_.app_hosts, plan::tag(voice())); break;
        case Phase::bootstrap: co_await bootstrap(); break;
        case Phase::docker_setup_hook: co_await hook("docker-setup", scope_.hosts); break;
        case Phase::accessories: co_await accessories_.all(); break;
        case Phase::prune: co_await prune(); break;
        case Phase::prune_containers:
            co_await everywhere(scope_.hosts, plan::prune_containers(voice(), retained()));
            break;
        case Phase::prune_images: co_await everywhere(scope_.hosts, plan::prune_images(voice())); break;
        case Phase::unlock: co_await lock_.release(); break;
        case Phase::post_deploy_hook: co_await hook("post-deploy", scope_.hosts); break;
    }
}

// Tells of a failing host as soon as it fails: the others may be at work for a long time yet.
awaitable<void> Deployment::told(std::string host, awaitable<void> work) {
    try {
        co_await std::move(work);
    } catch (const Error& error) {
        sink_.on_event(event::HostFailed{failure_of(error, host, {})});
        throw;
    }
}

awaitable<void> Deployment::hook(std::string name, std::vector<std::string> hosts) {
    if (request_.skip_hooks || !hooks_.exists(name)) co_return;
    auto context = hook_context(name, std::move(hosts));
    if (name == "post-deploy") context.runtime = elapsed();
    if (request_.dry_run) {
        hooks_.announce(context);
        co_return;
    }
    co_await hooks_.run(std::move(context));
}

commands::HookContext Deployment::hook_context(std::string name, std::vector<std::string> hosts) const {
    // KAMAL_HOSTS keeps the order of deploy.yml, also for a boot group that puts primary hosts first.
    std::vector<std::string> ordered;
    for (const auto& host : scope_.hosts) {
        if (std::find(hosts.begin(), hosts.end(), host) != hosts.end()) ordered.push_back(host);
    }
    commands::HookContext context;
    context.hook = std::move(name);
    context.version = config_.version;
    context.hosts = std::move(ordered);
    const auto user = with_.environment.find("USER");
    context.performer = author_.name.empty() && user != with_.environment.end() ? user->second : author_.name;
    context.destination = config_.destination.value_or("");
    context.recorded_at = iso8601(with_.now());
    context.service = config_.service;
    context.command = plan_.verb;
    context.subcommand = plan_.subcommand;
    context.lock = lock_.is_ours() || lock_inherited_;
    if (!request_.filter.roles.empty()) {
        std::vector<std::string> roles;
        for (const auto* role : scope_.roles) roles.push_back(role->name);
        context.roles = std::move(roles);
    }
    return context;
}

Error Deployment::reported(const std::exception_ptr& error) const {
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        return redacted(in_config_order(e), redactor_);
    } catch (const std::system_error& e) {
        const auto kind = interrupt_.requested();
        if (kind && e.code() == asio::error::operation_aborted) return interrupted(*kind, doing());
        return Error(ErrorKind::internal, redactor_.redact(e.what()));
    } catch (const std::exception& e) {
        return Error(ErrorKind::internal, redactor_.redact(e.what()));
    }
}

std::string Deployment::doing() const {
    const auto heading = plan::title(current_);
    if (!heading.empty()) return heading;
    const auto hooks = plan::hooks_in(current_);
    return hooks.empty() ? std::string() : "hook " + hooks.front();
}

// Several failing hosts: the first one in the order of deploy.yml decides what kind of error it was.
Error Deployment::in_config_order(const Error& error) const {
    if (error.failures().size() < 2) return error;
    std::vector<Failure> ordered;
    for (const auto& host : config_.all_hosts()) {
        for (const auto& failure : error.failures()) {
            if (failure.host == host) ordered.push_back(failure);
        }
    }
    return ordered.size() == error.failures().size() ? Error(std::move(ordered)) : error;
}

bool Deployment::has(Phase phase) const {
    return std::find(plan_.phases.begin(), plan_.phases.end(), phase) != plan_.phases.end();
}

bool Deployment::failure_hook_applies(const Error& error) const {
    if (!plan_.deploys || request_.skip_hooks || request_.dry_run) return false;
    // Work may go on for a moment after it was interrupted: what counts is what was going on then.
    const bool refused = plan::before_deploy(interrupted_in_.value_or(current_));
    const bool by_hook = error.kind() == ErrorKind::hook_failed ||
                         error.kind() == ErrorKind::interrupted_int ||
                         error.kind() == ErrorKind::interrupted_term;
    return !(refused && by_hook);
}

std::optional<commands::HookContext> Deployment::failure_hook(const Error& error) const {
    if (!failure_hook_applies(error)) return std::nullopt;
    auto context = hook_context("post-deploy-failure", scope_.hosts);
    context.runtime = elapsed();
    context.error = error.message();
    return context;
}

void Deployment::announce_failure_hook() const {
    const std::string name = "post-deploy-failure";
    if (request_.skip_hooks || !plan_.deploys || !hooks_.exists(name)) return;
    auto context = hook_context(name, scope_.hosts);
    context.runtime = elapsed();
    context.error = "";
    hooks_.announce(context, "if the deploy fails");
}

seconds Deployment::elapsed() const {
    return std::chrono::duration_cast<seconds>(steady_clock::now() - started_);
}

DeployReport Deployment::report() const {
    DeployReport report;
    report.version = config_.version;
    report.hosts = scope_.app_hosts;
    report.outcomes = boot_.outcomes();
    report.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started_);
    return report;
}

plan::Voice Deployment::voice() const {
    return {config_, author_, iso8601(with_.now())};
}

}  // namespace wheels::engine
