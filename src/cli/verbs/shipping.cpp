#include "cli/verbs/shipping.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "output/duration.hpp"
#include "plan/plan.hpp"
#include "plan/scope.hpp"

namespace wheels::cli {
namespace {

using Shipping = DeployRequest::Verb;

constexpr std::size_t named_hosts = 8;

std::string hosts_of(const std::vector<std::string>& hosts) {
    return fmt::format("{} host{}", hosts.size(), hosts.size() == 1 ? "" : "s");
}

std::string named(std::vector<std::string> hosts) {
    const auto all = hosts.size();
    if (all > named_hosts) hosts.resize(named_hosts);
    return text::join(hosts, ", ") + (all > named_hosts ? ", …" : "");
}

std::string beginning(Shipping verb, const Config& config, const std::vector<std::string>& hosts) {
    const auto what = fmt::format("{} {}", config.service, config.version);
    const auto where = fmt::format("{}: {}", hosts_of(hosts), named(hosts));
    switch (verb) {
        case Shipping::deploy: return fmt::format("Deploying {} to {}", what, where);
        case Shipping::redeploy: return fmt::format("Redeploying {} to {}", what, where);
        case Shipping::rollback: return fmt::format("Rolling back to {} on {}", what, where);
        case Shipping::setup: return fmt::format("Setting up {}, and deploying {}", where, what);
        case Shipping::registry_login:
        case Shipping::registry_logout:
        case Shipping::server_bootstrap:
        case Shipping::prune_all:
        case Shipping::prune_containers:
        case Shipping::prune_images: break;
        case Shipping::build_push: return fmt::format("Building {}", what);
        case Shipping::build_pull: return fmt::format("Pulling {} on {}", what, where);
        case Shipping::build_deliver: return fmt::format("Building {} for {}", what, where);
    }
    return {};
}

std::string ending(Shipping verb, const DeployReport& report) {
    const auto when = fmt::format("{} in {}", hosts_of(report.hosts), output::duration(report.took));
    switch (verb) {
        case Shipping::deploy: return fmt::format("Deployed {} to {}", report.version, when);
        case Shipping::redeploy: return fmt::format("Redeployed {} to {}", report.version, when);
        case Shipping::rollback: return fmt::format("Rolled back to {} on {}", report.version, when);
        case Shipping::setup: return fmt::format("Set up and deployed {} to {}", report.version, when);
        case Shipping::registry_login:
        case Shipping::registry_logout:
        case Shipping::server_bootstrap:
        case Shipping::prune_all:
        case Shipping::prune_containers:
        case Shipping::prune_images: break;
        case Shipping::build_push:
            return fmt::format("Built {} in {}", report.version, output::duration(report.took));
        case Shipping::build_pull: return fmt::format("Pulled {} on {}", report.version, when);
        case Shipping::build_deliver:
            return fmt::format("Built {}, and pulled it on {}", report.version, when);
    }
    return {};
}

DeployRequest request_of(Session& session, Shipping verb) {
    DeployRequest request;
    request.verb = verb;
    if (verb == Shipping::rollback) request.rollback_version = session.asked.arguments.at(0);
    request.filter = session.filter();
    request.skip_push = session.asked.on("skip-push");
    request.no_cache = session.asked.on("no-cache");
    if (const auto output = session.asked.value("output")) request.build_output = *output;
    request.skip_hooks = session.asked.on("skip-hooks");
    request.verbosity = session.verbosity();
    request.dry_run = session.dry_run();
    request.lock_wait = session.lock_wait();
    request.interrupt = &session.stop.interrupt_of_deploy();
    return request;
}

}  // namespace

awaitable<void> ship(Session& session, Shipping verb) {
    const bool rollback = verb == Shipping::rollback;
    std::optional<std::string> version;
    if (rollback) version = session.asked.arguments.at(0);
    const bool builds = plan::builds(verb, session.asked.on("skip-push"));
    const auto config = co_await session.load(Session::Needs::everything, std::move(version), builds);
    auto request = request_of(session, verb);
    const auto scope = plan::scope_of(config, session.filter());
    session.say(session.paint.heading(beginning(verb, config, scope.hosts)));
    const auto report = co_await deploy(std::move(request), config, session.surroundings, session.sink);
    if (session.dry_run()) {
        session.say("Nothing was run: this was a dry run.");
    } else {
        session.say(session.paint.good(ending(verb, report)));
    }
}

}  // namespace wheels::cli
