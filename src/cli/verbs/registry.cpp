#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

constexpr std::array place_flags{
    Flag{"skip-local", 'L', Flag::Kind::boolean, {}, "Leave this machine out", {}},
    Flag{"skip-remote", 'R', Flag::Kind::boolean, {}, "Leave the hosts out", {}},
};

// "this machine and 3 hosts"; empty: nowhere.
std::string places(bool local, bool remote, const Config& config, const Report& report) {
    std::string said = local ? "this machine" : "";
    if (!remote || config.registry.is_local()) return said;
    return said + (said.empty() ? "" : " and ") + count_of(report.all_hosts);
}

std::string done(bool in, const std::string& where, const Config& config) {
    if (config.playground)
        return in ? "The registry of the playground is up, and has no accounts."
                  : "The registry of the playground stays until `wheels deploy playground down`.";
    if (where.empty()) return "There was nothing to do: this machine and the hosts are left out.";
    const auto registry = config.registry.server.value_or("Docker Hub");
    if (config.registry.is_local())
        return in ? fmt::format("The registry {} runs on this machine", registry)
                  : fmt::format("The registry {} is gone from this machine", registry);
    return fmt::format("Logged {} {} on {}", in ? "in to" : "out of", registry, where);
}

/// A verb that a registry without accounts does not have.
void refuse_without_accounts(const Config& config, std::string_view instead) {
    if (instead.empty() || !config.registry.is_local()) return;
    throw Error(ErrorKind::usage,
                fmt::format("the registry {} is served by this machine and has no accounts",
                            config.registry.server.value_or("")),
                fmt::format("Use `wheels deploy registry {}` instead.", instead));
}

template <typename Change>
awaitable<void> change(Context& context, std::string_view instead) {
    constexpr bool in = std::is_same_v<Change, verb::RegistryLogin>;
    Change wanted;
    wanted.skip_local = context.asked.on("skip-local");
    wanted.skip_remote = context.asked.on("skip-remote");
    Words words;
    words.check = [instead](const Config& config) { refuse_without_accounts(config, instead); };
    words.ending = [wanted](const Config& config, const Report& report) {
        return done(in, places(!wanted.skip_local, !wanted.skip_remote, config, report), config);
    };
    const auto needs = in ? Context::Needs::everything : Context::Needs::to_connect;
    co_await carry_out(context, wanted, needs, std::move(words));
}

awaitable<void> setup(Context& context) {
    co_await change<verb::RegistryLogin>(context, "");
}

awaitable<void> login(Context& context) {
    co_await change<verb::RegistryLogin>(context, "setup");
}

awaitable<void> logout(Context& context) {
    co_await change<verb::RegistryLogout>(context, "remove");
}

awaitable<void> remove(Context& context) {
    co_await change<verb::RegistryLogout>(context, "");
}

}  // namespace

extern const Verb registry_setup_verb;
const Verb registry_setup_verb{
    .name = "registry setup",
    .summary = "Log in to the registry, or start the one that this machine serves",
    .flags = place_flags,
    .text = "A registry on localhost:PORT runs on this machine, in the container kamal-docker-registry.\n",
    .examples = "wheels deploy registry setup\n",
    .run = setup,
};

extern const Verb registry_login_verb;
const Verb registry_login_verb{
    .name = "registry login",
    .summary = "Log in to the registry, on this machine and then on all hosts at once",
    .flags = place_flags,
    .examples =
        "wheels deploy registry login\n"
        "wheels deploy registry login --skip-local\n",
    .run = login,
};

extern const Verb registry_logout_verb;
const Verb registry_logout_verb{
    .name = "registry logout",
    .summary = "Log out of the registry, on this machine and on all hosts",
    .flags = place_flags,
    .examples = "wheels deploy registry logout --skip-local\n",
    .run = logout,
};

extern const Verb registry_remove_verb;
const Verb registry_remove_verb{
    .name = "registry remove",
    .summary = "Log out of the registry, or remove the one that this machine serves",
    .flags = place_flags,
    .examples = "wheels deploy registry remove\n",
    .run = remove,
};

}  // namespace wheels::cli
