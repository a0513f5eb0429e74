#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "cli/session.hpp"
#include "cli/verb.hpp"
#include "plan/scope.hpp"

namespace wheels::cli {
namespace {

constexpr std::array place_flags{
    Flag{"skip-local", 'L', Flag::Kind::boolean, {}, "Leave this machine out", {}},
    Flag{"skip-remote", 'R', Flag::Kind::boolean, {}, "Leave the hosts out", {}},
};

DeployRequest request_of(Session& session, DeployRequest::Verb verb) {
    DeployRequest request;
    request.verb = verb;
    request.filter = session.filter();
    request.skip_local = session.asked.on("skip-local");
    request.skip_remote = session.asked.on("skip-remote");
    request.skip_hooks = session.asked.on("skip-hooks");
    request.verbosity = session.verbosity();
    request.dry_run = session.dry_run();
    request.interrupt = &session.stop.interrupt_of_deploy();
    return request;
}

// "this machine and 3 hosts"; empty: nowhere.
std::string places(const DeployRequest& request, const Config& config) {
    std::string said = request.skip_local ? "" : "this machine";
    if (request.skip_remote || config.registry.is_local()) return said;
    const auto hosts = plan::scope_of(config, request.filter).hosts.size();
    if (!said.empty()) said += " and ";
    return said + fmt::format("{} host{}", hosts, hosts == 1 ? "" : "s");
}

std::string done(const DeployRequest& request, const Config& config) {
    if (request.dry_run) return "Nothing was run: this was a dry run.";
    const auto where = places(request, config);
    if (where.empty()) return "There was nothing to do: this machine and the hosts are left out.";
    const auto registry = config.registry.server.value_or("Docker Hub");
    const bool in = request.verb == DeployRequest::Verb::registry_login;
    if (config.registry.is_local())
        return in ? fmt::format("The registry {} runs on this machine", registry)
                  : fmt::format("The registry {} is gone from this machine", registry);
    return fmt::format("Logged {} {} on {}", in ? "in to" : "out of", registry, where);
}

awaitable<void> change(Session& session, DeployRequest::Verb verb, std::string_view instead) {
    const bool in = verb == DeployRequest::Verb::registry_login;
    const auto config = co_await session.load(in ? Session::Needs::everything : Session::Needs::no_secrets);
    if (!instead.empty() && config.registry.is_local()) {
        throw Error(ErrorKind::usage,
                    fmt::format("the registry {} is served by this machine and has no accounts",
                                config.registry.server.value_or("")),
                    fmt::format("Use `wheels deploy registry {}` instead.", instead));
    }
    auto request = request_of(session, verb);
    auto said = done(request, config);
    co_await deploy(std::move(request), config, session.surroundings, session.sink);
    session.say(std::move(said));
}

awaitable<void> setup(Session& session) {
    co_await change(session, DeployRequest::Verb::registry_login, "");
}

awaitable<void> login(Session& session) {
    co_await change(session, DeployRequest::Verb::registry_login, "setup");
}

awaitable<void> logout(Session& session) {
    co_await change(session, DeployRequest::Verb::registry_logout, "remove");
}

awaitable<void> remove(Session& session) {
    co_await change(session, DeployRequest::Verb::registry_logout, "");
}

}  // namespace

extern const Verb registry_setup_verb;
const Verb registry_setup_verb{
    .name = "registry setup",
    .summary = "Log in to the registry, or start the one that this machine serves",
    .flags = place_flags,
    .text = "A registry on localhost:PORT runs on this machine, in the container kamal-docker-registry.\n",
    .run = setup,
};

extern const Verb registry_login_verb;
const Verb registry_login_verb{
    .name = "registry login",
    .summary = "Log in to the registry, on this machine and then on all hosts at once",
    .flags = place_flags,
    .run = login,
};

extern const Verb registry_logout_verb;
const Verb registry_logout_verb{
    .name = "registry logout",
    .summary = "Log out of the registry, on this machine and on all hosts",
    .flags = place_flags,
    .run = logout,
};

extern const Verb registry_remove_verb;
const Verb registry_remove_verb{
    .name = "registry remove",
    .summary = "Log out of the registry, or remove the one that this machine serves",
    .flags = place_flags,
    .run = remove,
};

}  // namespace wheels::cli
