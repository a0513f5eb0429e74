#include "engine/run.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/date_time.hpp"
#include "base/redacted.hpp"
#include "base/text.hpp"
#include "engine/interruption.hpp"
#include "engine/project_files.hpp"
#include "engine/redacting_endpoint.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::engine {
namespace {

using std::chrono::seconds;

// From the first interruption to the end: 30 s, less what closing the connections may take.
constexpr std::chrono::milliseconds interrupted_limit{27500};
constexpr std::chrono::milliseconds close_limit{2000};

}  // namespace

Run::Run(const Request& request, const Config& config, Author author, const Collaborators& with, executor on)
    : request_(request),
      config_(config),
      with_(with),
      on_(on),
      state_(config, plan::scope_of(config, request.filter), std::move(author)),
      plan_(plan::plan_for(request.verb, state_)),
      places_(with, on),
      interpreter_(places_, state_, with),
      failure_path_(state_, interpreter_, with.hooks),
      supervised_(on),
      interrupt_(request.interrupt != nullptr ? *request.interrupt : own_interrupt_) {
    state_.clock = with.clock;
    state_.random_hex = with.random_hex;
    state_.say = [this](const event::Notice& notice) { with_.sink.on_event(notice); };
    if (request.console != nullptr) {
        state_.open = [console = request.console, &with](const Program& program, bool raw) {
            auto endpoint = console->open(program);
            if (endpoint == nullptr)
                throw Error(ErrorKind::internal, "the Console opens nothing for " + program.title);
            return raw ? std::move(endpoint) : redacting(std::move(endpoint), with.redactor);
        };
    }
    if (request.json) state_.listing = commands::Listing::json;
    state_.lock.wait = request.lock_wait;
    // A hook of a run that holds the lock may have started this one.
    state_.lock.inherited = variable(with.environment, "KAMAL_LOCK") == "true";
    if (!plan_.moves_roles) state_.ledger.keep_roles_untouched();
    std::vector<Problem> problems;
    state_.files = read_project(config, plan_, with, problems);
    if (!request.skip_hooks) {
        for (auto& problem : with.hooks.check(plan::hooks_of(plan_))) problems.push_back(std::move(problem));
    }
    if (!problems.empty()) throw Error(std::move(problems));
}

// The embedder's Interrupt may outlive us.
Run::~Run() {
    interrupt_.listen(nullptr);
}

awaitable<Report> Run::run() {
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    started_ = with_.clock.ticks();
    std::optional<Error> wrong;
    if (const auto kind = interrupt_.requested()) {
        wrong = interruption(*kind);
    } else {
        wrong = co_await carry_out();
    }
    interrupt_.listen(nullptr);
    co_await this_coro::throw_if_cancelled(throws);
    auto clean = redacted(report(), with_.redactor);
    if (wrong) throw RunError(redacted(*wrong, with_.redactor), std::move(clean));
    co_return clean;
}

// What the run ended with; the failure path has run by then. Throws nothing.
awaitable<std::optional<Error>> Run::carry_out() {
    auto on_request = [this](int count) { stop(count); };
    auto on_cancelled = [this] { interrupt_.request(ErrorKind::cancelled); };
    interrupt_.listen(on_request);
    std::optional<Error> wrong;
    auto working = work();
    auto error = co_await supervised_.run(std::move(working), std::nullopt, on_cancelled);
    if (error) {
        wrong = reported(error);
        failing_ = true;
        auto cleaning = failure_path_.run(failure_hook(*wrong));
        Supervised failure(on_);
        co_await failure.run(std::move(cleaning), std::nullopt, on_cancelled);
    } else if (plan_.deploys && !request_.skip_hooks) {
        auto context = hook_context("post-deploy-failure", {});
        context.error = "";
        with_.hooks.needs_no_failure_hook(context);
    }
    co_await close();
    co_return wrong;
}

awaitable<void> Run::close() {
    Supervised closing(on_);
    auto goodbyes = places_.close();
    co_await closing.run(std::move(goodbyes), close_limit);
}

void Run::stop(int count) {
    if (count == 1) interrupted_in_ = current_;
    if (count == 1) failure_path_.end_by(std::chrono::steady_clock::now() + interrupted_limit);
    if (count > 1) failure_path_.hurry();
    if (!failing_) supervised_.stop();  // the second time, what is shutting down ends at once
}

awaitable<void> Run::work() {
    for (const auto& phase : plan_.phases) {
        current_ = &phase;
        if (!phase.title.empty()) {
            heading_ = phase.title;
            with_.sink.on_event(event::PhaseStarted{phase.title});
        }
        co_await take(phase);
    }
    if (!state_.ledger.failures().empty()) throw state_.ledger.error(config_.all_hosts());
}

awaitable<void> Run::take(const plan::Phase& phase) {
    const auto& hosts = phase.hook_hosts.empty() ? state_.scope.hosts : phase.hook_hosts;
    co_await hook(phase.hook_before, hosts);
    if (phase.steps) {
        auto steps = phase.steps(state_);
        if (plan_.hears_all) {
            std::erase_if(steps, [this](const plan::Step& step) {
                return state_.ledger.has_failed(step.place.host());
            });
        }
        try {
            co_await interpreter_.take(std::move(steps));
        } catch (const Error& error) {
            // The ledger has the failures, and the others go on.
            if (!plan_.hears_all || error.failures().empty()) throw;
        }
    }
    co_await hook(phase.hook_after, hosts);
    if (phase.pause_after) co_await with_.sleep(*phase.pause_after);
}

awaitable<void> Run::hook(std::string name, std::vector<std::string> hosts) {
    if (name.empty() || request_.skip_hooks || !with_.hooks.exists(name)) co_return;
    auto context = hook_context(std::move(name), hosts);
    co_await with_.hooks.run(std::move(context));
}

commands::HookContext Run::hook_context(std::string name, const std::vector<std::string>& hosts) const {
    commands::HookContext context;
    context.hook = std::move(name);
    context.version = config_.version;
    // In the order of deploy.yml, also for a boot group that puts primary hosts first.
    for (const auto& host : state_.scope.hosts) {
        if (hosts.empty() || text::contains(hosts, host)) context.hosts.push_back(host);
    }
    const auto& author = state_.author;
    context.performer = author.name.empty() ? variable(with_.environment, "USER") : author.name;
    context.destination = config_.destination.value_or("");
    context.recorded_at = iso8601(state_.clock.now());
    context.service = config_.service;
    context.command = plan_.command;
    context.subcommand = plan_.subcommand;
    context.lock = state_.lock.is_ours() || state_.lock.inherited;
    if (context.hook.starts_with("post-deploy")) context.runtime = elapsed();
    if (!request_.filter.roles.empty()) {
        std::vector<std::string> roles;
        for (const auto* role : state_.scope.roles) roles.push_back(role->name);
        context.roles = std::move(roles);
    }
    return context;
}

Error Run::reported(const std::exception_ptr& error) const {
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        // Several failing hosts: the first one in the order of deploy.yml decides what kind of error it was,
        // of those that failed by themselves.
        return e.failures().empty() ? e : state_.ledger.error(config_.all_hosts());
    } catch (const std::system_error& e) {
        const auto kind = interrupt_.requested();
        if (kind && e.code() == asio::error::operation_aborted) return interruption(*kind, doing());
        return Error(ErrorKind::internal, e.what());
    } catch (const std::exception& e) {
        return Error(ErrorKind::internal, e.what());
    } catch (...) {
        return Error(ErrorKind::internal, "something was thrown that is no exception");
    }
}

std::string Run::doing() const {
    const bool only_a_hook = current_ != nullptr && !current_->steps;
    return only_a_hook ? "hook " + current_->hook_before : heading_;
}

bool Run::failure_hook_applies(const Error& error) const {
    if (!plan_.deploys || request_.skip_hooks) return false;
    // Work may go on for a moment after it was interrupted: what counts is what was going on then.
    const auto* phase = interrupted_in_ != nullptr ? interrupted_in_ : current_;
    const bool refused = phase == nullptr || phase->is_gate;
    const bool by_hook = error.kind() == ErrorKind::hook_failed || interrupt_.requested() == error.kind();
    return !(refused && by_hook);
}

std::optional<commands::HookContext> Run::failure_hook(const Error& error) const {
    if (!failure_hook_applies(error)) return std::nullopt;
    auto context = hook_context("post-deploy-failure", {});
    context.error = redacted(error, with_.redactor).message();
    return context;
}

seconds Run::elapsed() const {
    return std::chrono::duration_cast<seconds>(with_.clock.ticks() - started_);
}

Report Run::report() const {
    Report report;
    report.version = config_.version;
    report.hosts = state_.scope.app_hosts;
    report.all_hosts = state_.scope.hosts;
    report.roles = state_.ledger.roles();
    report.failures = state_.ledger.failures();
    report.previous = state_.previous;
    if (state_.status_is_known) report.status = state_.status;
    for (const auto& program : state_.programs) {
        if (program) report.programs.push_back(*program);
    }
    for (const auto& [host, answers] : state_.answers) {
        if (!text::contains(config_.all_hosts(), host))
            report.answers.insert(report.answers.end(), answers.begin(), answers.end());
    }
    for (const auto& host : config_.all_hosts()) {
        const auto found = state_.answers.find(host);
        if (found != state_.answers.end())
            report.answers.insert(report.answers.end(), found->second.begin(), found->second.end());
    }
    report.checkups = state_.checkups;
    report.took = std::chrono::duration_cast<std::chrono::milliseconds>(with_.clock.ticks() - started_);
    return report;
}

}  // namespace wheels::engine
