#include "api/run.hpp"

#include <asio/error.hpp>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "api/author.hpp"
#include "api/git_version.hpp"
#include "api/interruptible.hpp"
#include "api/needs.hpp"
#include "api/ssh_settings.hpp"
#include "api/wiring.hpp"
#include "async/beside.hpp"
#include "async/callers_loop.hpp"
#include "base/redacted.hpp"
#include "engine/redacting_sink.hpp"
#include "engine/run.hpp"
#include "plan/scope.hpp"
#include "process/child_runner.hpp"

namespace wheels::api {
namespace {

/// Those that a verb brings for itself.
template <typename T>
void check_versions_of(const T& verb) {
    if constexpr (requires { verb.version.has_value(); }) {
        if (verb.version) check_version(*verb.version);
    } else if constexpr (requires { verb.version.empty(); }) {
        check_version(verb.version);
    }
}

Config config_for(const Request& request, const Config& config) {
    Config wanted = config;
    if (request.version) wanted.version = *request.version;
    if (const auto* rollback = std::get_if<verb::Rollback>(&request.verb)) wanted.version = rollback->version;
    if (const auto* promote = std::get_if<verb::CanaryPromote>(&request.verb))
        wanted.version = promote->version;
    if (!wanted.version.empty()) check_version(wanted.version);
    if (wanted.version.empty() && needs_version(request.verb))
        throw Error(ErrorKind::usage, "nobody said which version, and there is no git commit to take it from",
                    "Give the request a version, or load the project with one.");
    if (std::holds_alternative<verb::FindPrevious>(request.verb)) wanted.version.clear();  // nobody knows yet
    if (const auto* boot = std::get_if<verb::AppBoot>(&request.verb))
        wanted.version = boot->version.value_or(config.latest_tag());
    if (std::holds_alternative<verb::Upgrade>(request.verb) ||
        std::holds_alternative<verb::ProxyUpgrade>(request.verb))
        wanted.version = config.latest_tag();
    std::visit([](const auto& verb) { check_versions_of(verb); }, request.verb);
    return wanted;
}

/// What the loading passed over because it was told that no run would ask for it.
void check_loaded_for(const Request& request, const Config& config) {
    if (!config.has_secrets && !request.dry_run && needs_secrets(request.verb))
        throw Error(ErrorKind::usage,
                    "the project was loaded without its secrets, and this gives them to hosts",
                    "Load it with them: needs_secrets, and to_connect unset.");
    if (builds(request.verb) && config.builder.arches.empty()) {
        Problem problem;
        problem.key = "builder/arch";
        problem.text = "Builder arch not set: add `builder: {arch: amd64}`";
        throw Error(std::vector<Problem>{std::move(problem)});
    }
}

/// What has to be known before a run begins: children may have to tell it.
awaitable<void> prepare(const Request& request,
                        const Config& config,
                        const Surroundings& surroundings,
                        ProcessRunner& processes,
                        Sink& sink,
                        std::map<std::string, HostSettings>& ssh,
                        std::optional<Author>& author) {
    if (!request.dry_run && surroundings.connector == nullptr) {
        auto hosts = plan::scope_of(config, request.filter).hosts;
        ssh = co_await ssh_settings(config, std::move(hosts), surroundings, processes, sink);
    }
    author = co_await find_author(surroundings, processes);
}

awaitable<void> prepare_and_run(const Request& request,
                                const Config& config,
                                const Surroundings& surroundings,
                                Sink& sink,
                                const Redactor& redactor,
                                std::optional<Report>& report) {
    auto on = co_await asio::this_coro::executor;
    ChildRunner real;
    auto& processes = surroundings.processes != nullptr ? *surroundings.processes : real;
    std::map<std::string, HostSettings> ssh;
    std::optional<Author> author;
    auto preparing = prepare(request, config, surroundings, processes, sink, ssh, author);
    co_await interruptible(std::move(preparing), *request.interrupt);
    Wiring wiring(request, config, surroundings, processes, sink, redactor, std::move(ssh), on);
    engine::Run run(request, config, std::move(*author), wiring.collaborators(), on);
    auto made = co_await run.run();
    report = std::move(made);
}

/// Keeps what it throws: what goes on beside it is told apart from that.
awaitable<void> kept(awaitable<void> work, std::exception_ptr& wrong) {
    try {
        co_await std::move(work);
    } catch (...) {
        wrong = std::current_exception();
    }
}

/// Nothing that is said, thrown or returned gets out of here with a secret in it.
awaitable<Report> run_redacted(Request& request,
                               const Config& config,
                               const Surroundings& surroundings,
                               Sink& sink) {
    auto on = co_await asio::this_coro::executor;
    check_callers_loop(on);
    const Redactor redactor(config.sensitive());
    engine::RedactingSink clean(sink, redactor);
    try {
        Interrupt interrupt;
        const PassedOn passed_on(request.interrupt, interrupt);
        request.interrupt = &interrupt;
        std::optional<Report> report;
        std::exception_ptr wrong;
        auto working = kept(prepare_and_run(request, config, surroundings, clean, redactor, report), wrong);
        // No time passes in a dry run, and so no deadline.
        if (request.deadline && !request.dry_run) {
            auto watching = watch_deadline(*request.deadline, interrupt, surroundings.clock);
            working = beside(std::move(watching), std::move(working));
        }
        co_await std::move(working);
        if (wrong) std::rethrow_exception(wrong);
        co_return std::move(report.value());
    } catch (const RunError&) {
        throw;
    } catch (const Error& error) {
        // It could not begin.
        throw redacted(error, redactor);
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        throw redacted(Error(ErrorKind::internal, error.what()), redactor);
    } catch (const std::exception& error) {
        throw redacted(Error(ErrorKind::internal, error.what()), redactor);
    }
}

}  // namespace

awaitable<Report> run(Request request, const Config& config, const Surroundings& surroundings, Sink& sink) {
    if (!config.not_supported_yet.empty()) throw Error(config.not_supported_yet);
    check_loaded_for(request, config);
    request.skip_hooks |= config.skip_hooks;
    if (auto* doctor = std::get_if<verb::Doctor>(&request.verb)) doctor->tries_accounts &= config.has_secrets;
    const auto wanted = config_for(request, config);
    auto report = co_await run_redacted(request, wanted, surroundings, sink);
    co_return report;
}

}  // namespace wheels::api
