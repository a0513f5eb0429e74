#include "cli/session.hpp"

#include <fmt/format.h>

#include <utility>

namespace wheels::cli {
namespace {

// A list that is there and empty must not mean "everywhere".
std::vector<std::string> wanted(const Invocation& asked, std::string_view flag) {
    auto items = asked.list(flag);
    if (items.empty() && asked.value(flag))
        throw Error(ErrorKind::usage, fmt::format("the list of --{} is empty", flag));
    return items;
}

}  // namespace

Filter Session::filter() const {
    Filter filter;
    filter.hosts = wanted(asked, "hosts");
    filter.roles = wanted(asked, "roles");
    filter.primary = asked.on("primary");
    return filter;
}

LockWait Session::lock_wait() const {
    LockWait lock_wait;
    lock_wait.wait = asked.on("lock-wait");
    if (const auto seconds = asked.count("lock-wait-timeout"))
        lock_wait.timeout = std::chrono::seconds(*seconds);
    if (const auto seconds = asked.count("lock-wait-interval"))
        lock_wait.interval = std::chrono::seconds(*seconds);
    return lock_wait;
}

DeployRequest::Verbosity Session::verbosity() const {
    if (asked.on("quiet")) return DeployRequest::Verbosity::quiet;
    if (asked.on("verbose")) return DeployRequest::Verbosity::verbose;
    return DeployRequest::Verbosity::normal;
}

awaitable<Config> Session::load(Needs needs, std::optional<std::string> version, bool builds) {
    ProjectOptions options;
    if (const auto file = asked.value("config-file")) options.config_file = *file;
    options.destination = asked.value("destination");
    options.version = version ? std::move(version) : asked.value("version");
    options.needs_secrets = needs == Needs::everything;
    options.all_secrets = needs == Needs::all_secrets;
    options.builds = builds;
    options.needs_version = needs == Needs::everything || needs == Needs::no_secrets;
    auto config = co_await load_project(std::move(options), surroundings, sink);
    co_return config;
}

void Session::result(std::string text) {
    sink.end_line();
    writer_.write(output::Channel::results, std::move(text) + "\n");
}

void Session::say(std::string text) {
    if (quiet()) return;
    sink.end_line();
    writer_.write(output::Channel::progress, std::move(text) + "\n");
}

}  // namespace wheels::cli
