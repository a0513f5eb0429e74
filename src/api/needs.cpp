#include "api/needs.hpp"

#include <variant>

namespace wheels::api {
namespace {

template <typename... Verbs>
bool is_one_of(const Verb& verb) {
    return (std::holds_alternative<Verbs>(verb) || ...);
}

}  // namespace

bool needs_version(const Verb& verb) {
    return is_one_of<verb::Deploy, verb::Redeploy, verb::Setup, verb::BuildPush, verb::BuildPull,
                     verb::BuildDeliver, verb::BuildDev, verb::AppStart>(verb);
}

bool needs_secrets(const Verb& verb) {
    // In a container that runs there are all that it was given.
    if (const auto* exec = std::get_if<verb::AppExec>(&verb)) return !exec->reuse;
    if (const auto* exec = std::get_if<verb::AccessoryExec>(&verb)) return !exec->reuse;
    if (const auto* step = std::get_if<verb::AccessoryStep>(&verb))
        return step->what == verb::AccessoryStep::What::upload;
    return is_one_of<verb::Deploy, verb::Redeploy, verb::Setup, verb::Rollback, verb::CanaryPromote,
                     verb::BuildPush, verb::BuildPull, verb::BuildDeliver, verb::BuildDev,
                     verb::RegistryLogin, verb::AppBoot, verb::AccessoryBoot, verb::AccessoryReboot,
                     verb::AccessoryStart, verb::AccessoryRestart, verb::AccessoryUpgrade, verb::ProxyBoot,
                     verb::ProxyReboot, verb::ProxyUpgrade, verb::Upgrade>(verb);
}

}  // namespace wheels::api
