#include <asio/error.hpp>
#include <exception>
#include <string>
#include <system_error>
#include <utility>

#include "api/ssh_settings.hpp"
#include "api/wiring.hpp"
#include "base/redacted.hpp"
#include "engine/redacting_sink.hpp"
#include "engine/run.hpp"
#include "plan/phases/execution.hpp"
#include "plan/scope.hpp"
#include "wheels/deploy.hpp"

namespace wheels {
namespace {

Config config_for(const Request& request, const Config& config) {
    Config wanted = config;
    if (const auto* rollback = std::get_if<verb::Rollback>(&request.verb)) wanted.version = rollback->version;
    if (const auto* promote = std::get_if<verb::CanaryPromote>(&request.verb))
        wanted.version = promote->version;
    if (std::holds_alternative<verb::FindPrevious>(request.verb)) wanted.version.clear();  // nobody knows yet
    if (const auto* boot = std::get_if<verb::AppBoot>(&request.verb))
        wanted.version = boot->version.value_or(config.latest_tag());
    if (std::holds_alternative<verb::Upgrade>(request.verb) ||
        std::holds_alternative<verb::ProxyUpgrade>(request.verb))
        wanted.version = config.latest_tag();
    return wanted;
}

/// Nothing that is said, thrown or returned gets out of here with a secret in it.
awaitable<Report> run_redacted(const Request& request,
                               const Config& config,
                               const Surroundings& surroundings,
                               Sink& sink) {
    auto on = co_await asio::this_coro::executor;
    const Redactor redactor(config.sensitive());
    engine::RedactingSink clean(sink, redactor);
    try {
        ChildRunner processes;
        std::map<std::string, HostSettings> ssh;
        if (!request.dry_run) {
            auto hosts = plan::scope_of(config, request.filter).hosts;
            ssh = co_await api::ssh_settings(config, std::move(hosts), surroundings, processes, clean);
        }
        api::Wiring wiring(request, config, surroundings, clean, redactor, std::move(ssh), on);
        auto author = co_await wiring.author();
        engine::Run run(request, config, std::move(author), wiring.collaborators(), on);
        auto report = co_await run.run();
        co_return report;
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

awaitable<Report> run(Request request, const Config& config, const Surroundings& surroundings, Sink& sink) {
    if (!config.not_supported_yet.empty()) throw Error(config.not_supported_yet);
    const auto wanted = config_for(request, config);
    auto report = co_await run_redacted(request, wanted, surroundings, sink);
    co_return report;
}

awaitable<std::vector<std::string>> ssh_settings_of(const Config& config,
                                                    Filter filter,
                                                    const Surroundings& surroundings,
                                                    Sink& sink) {
    const Redactor redactor(config.sensitive());
    engine::RedactingSink clean(sink, redactor);
    try {
        ChildRunner processes;
        auto hosts = plan::scope_of(config, filter).hosts;
        auto lines = co_await api::ssh_report(config, std::move(hosts), surroundings, processes, clean);
        for (auto& line : lines) line = redactor.redact(line);
        co_return lines;
    } catch (const Error& error) {
        throw redacted(error, redactor);
    }
}

std::vector<std::string> hosts_of(const Config& config, const Filter& filter) {
    return redacted_scope(config, filter, &plan::Scope::hosts);
}

std::size_t programs_of(const Config& config, const Filter& filter, const std::string& accessory) {
    const Redactor redactor(config.sensitive());
    try {
        const auto scope = plan::scope_of(config, filter);
        if (!accessory.empty())
            return plan::among(plan::accessory_named(config, accessory).hosts, scope.hosts).size();
        std::size_t count = 0;
        for (const auto& host : scope.app_hosts) count += scope.roles_on(host).size();
        return count;
    } catch (const Error& error) {
        throw redacted(error, redactor);
    }
}

std::vector<std::string> app_hosts_of(const Config& config, const Filter& filter) {
    return redacted_scope(config, filter, &plan::Scope::app_hosts);
}

std::string redacted(const Config& config, const std::string& text) {
    return Redactor(config.sensitive()).redact(text);
}

}  // namespace wheels
