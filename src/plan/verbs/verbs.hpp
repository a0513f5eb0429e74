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
Plan plan_for(const verb::Details& details, const RunState& run);
Plan plan_for(const verb::Audit& audit, const RunState& run);
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
    /// pre-connect, connections and lock; `work`; unlock.
    PlanBuilder& under_lock(Phases work);

    Plan plan;
};

}  // namespace wheels::plan
