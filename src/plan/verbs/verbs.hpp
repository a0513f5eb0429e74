#pragma once

#include "plan/phase.hpp"
#include "wheels/request.hpp"

/// Which phases a verb has, in which order: one small file for each. docs/deploy-flow.md says why the order
/// of a deploy is what it is; docs/architecture.md, how a verb is added.
namespace wheels::plan {

Plan plan_for(const verb::Deploy& deploy, const RunState& run);
Plan plan_for(const verb::Redeploy& redeploy, const RunState& run);
Plan plan_for(const verb::Setup& setup, const RunState& run);
Plan plan_for(const verb::Rollback& rollback, const RunState& run);
Plan plan_for(const verb::CanarySet& set, const RunState& run);
Plan plan_for(const verb::CanaryPromote& promote, const RunState& run);
Plan plan_for(const verb::CanaryAbort& abort, const RunState& run);
Plan plan_for(const verb::FindPrevious& find, const RunState& run);
Plan plan_for(const verb::Bootstrap& bootstrap, const RunState& run);
Plan plan_for(const verb::Prune& prune, const RunState& run);
Plan plan_for(const verb::BuildPush& build, const RunState& run);
Plan plan_for(const verb::BuildPull& build, const RunState& run);
Plan plan_for(const verb::BuildDeliver& build, const RunState& run);
Plan plan_for(const verb::BuildDev& build, const RunState& run);
Plan plan_for(const verb::BuildCreate& build, const RunState& run);
Plan plan_for(const verb::BuildRemove& build, const RunState& run);
Plan plan_for(const verb::BuildDetails& build, const RunState& run);
Plan plan_for(const verb::RegistryLogin& login, const RunState& run);
Plan plan_for(const verb::RegistryLogout& logout, const RunState& run);
Plan plan_for(const verb::AppBoot& boot, const RunState& run);
Plan plan_for(const verb::AppStart& appStart, const RunState& run);
Plan plan_for(const verb::AppStop& appStop, const RunState& run);
Plan plan_for(const verb::AppRemove& appRemove, const RunState& run);
Plan plan_for(const verb::AppRemoveContainer& appRemoveContainer, const RunState& run);
Plan plan_for(const verb::AppRemoveContainers& appRemoveContainers, const RunState& run);
Plan plan_for(const verb::AppRemoveImages& appRemoveImages, const RunState& run);
Plan plan_for(const verb::AppRemoveDirectories& appRemoveDirectories, const RunState& run);
Plan plan_for(const verb::AppMaintenance& appMaintenance, const RunState& run);
Plan plan_for(const verb::AppLive& appLive, const RunState& run);
Plan plan_for(const verb::AppDetails& appDetails, const RunState& run);
Plan plan_for(const verb::AppContainers& appContainers, const RunState& run);
Plan plan_for(const verb::AppImages& appImages, const RunState& run);
Plan plan_for(const verb::AppVersion& appVersion, const RunState& run);
Plan plan_for(const verb::AppStaleContainers& appStaleContainers, const RunState& run);
Plan plan_for(const verb::AccessoryBoot& boot, const RunState& run);
Plan plan_for(const verb::AccessoryReboot& accessoryReboot, const RunState& run);
Plan plan_for(const verb::AccessoryStart& accessoryStart, const RunState& run);
Plan plan_for(const verb::AccessoryStop& accessoryStop, const RunState& run);
Plan plan_for(const verb::AccessoryRestart& accessoryRestart, const RunState& run);
Plan plan_for(const verb::AccessoryRemove& accessoryRemove, const RunState& run);
Plan plan_for(const verb::AccessoryUpgrade& accessoryUpgrade, const RunState& run);
Plan plan_for(const verb::AccessoryStep& accessoryStep, const RunState& run);
Plan plan_for(const verb::AccessoryDetails& accessoryDetails, const RunState& run);
Plan plan_for(const verb::ProxyBoot& boot, const RunState& run);
Plan plan_for(const verb::ProxyReboot& proxyReboot, const RunState& run);
Plan plan_for(const verb::ProxyStart& proxyStart, const RunState& run);
Plan plan_for(const verb::ProxyStop& proxyStop, const RunState& run);
Plan plan_for(const verb::ProxyRestart& proxyRestart, const RunState& run);
Plan plan_for(const verb::ProxyRemove& proxyRemove, const RunState& run);
Plan plan_for(const verb::ProxyStep& proxyStep, const RunState& run);
Plan plan_for(const verb::ProxyUpgrade& proxyUpgrade, const RunState& run);
Plan plan_for(const verb::ProxyDetails& proxyDetails, const RunState& run);
Plan plan_for(const verb::ProxyBootConfigSet& proxyBootConfigSet, const RunState& run);
Plan plan_for(const verb::ProxyBootConfigGet& proxyBootConfigGet, const RunState& run);
Plan plan_for(const verb::ProxyBootConfigReset& proxyBootConfigReset, const RunState& run);
Plan plan_for(const verb::Remove& remove, const RunState& run);
Plan plan_for(const verb::Upgrade& upgrade, const RunState& run);
Plan plan_for(const verb::Details& details, const RunState& run);
Plan plan_for(const verb::Status& status, const RunState& run);
Plan plan_for(const verb::Audit& audit, const RunState& run);
Plan plan_for(const verb::Doctor& doctor, const RunState& run);
Plan plan_for(const verb::AppExec& exec, const RunState& run);
Plan plan_for(const verb::AccessoryExec& exec, const RunState& run);
Plan plan_for(const verb::ServerExec& exec, const RunState& run);
Plan plan_for(const verb::AppLogs& logs, const RunState& run);
Plan plan_for(const verb::AccessoryLogs& logs, const RunState& run);
Plan plan_for(const verb::ProxyLogs& logs, const RunState& run);
Plan plan_for(const verb::LockStatus& status, const RunState& run);
Plan plan_for(const verb::LockAcquire& acquire, const RunState& run);
Plan plan_for(const verb::LockRelease& release, const RunState& run);

/// The one of these that is asked for.
Plan plan_for(const Verb& verb, const RunState& run);

/// The hooks that the plan runs, in their order.
std::vector<std::string> hooks_of(const Plan& plan);

/// Puts phases together.
class PlanBuilder {
public:
    explicit PlanBuilder(std::string command, std::optional<std::string> subcommand = std::nullopt);

    PlanBuilder& then(Phase phase);
    PlanBuilder& then(Phases phases);
    /// The hook that runs before anything else, so that people can bring up a VPN.
    PlanBuilder& pre_connect();
    /// Builds and pushes the image, unless `skip`.
    PlanBuilder& build(std::string output, bool no_cache, bool skip = false);
    /// pre-connect, connections and lock; `work`; unlock. `directories`: see take_lock().
    PlanBuilder& under_lock(Phases work, std::vector<std::string> directories = {});
    /// pre-connect, connections to `hosts`, and a question to them: every one is heard, whatever the others
    /// say.
    PlanBuilder& ask(std::vector<std::string> hosts, Phase question);

    Plan plan;
};

}  // namespace wheels::plan
