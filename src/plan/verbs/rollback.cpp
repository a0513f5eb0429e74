#include <utility>

#include "plan/phases/boot.hpp"
#include "plan/phases/canary.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/finish.hpp"
#include "plan/phases/lock.hpp"
#include "plan/phases/prepare.hpp"
#include "plan/phases/probe.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {

// `run.config.version` is the version to go back to.
Plan plan_for(const verb::Rollback& rollback, const RunState& run) {
    PlanBuilder builder("rollback");
    if (!rollback.pre_connected) builder.pre_connect();
    builder.then(connect_to_hosts(true))
        .then(find_version())
        .then(gate("pre-deploy"))
        .then(take_lock(without(run.scope.hosts, run.scope.app_hosts)))
        .then(look_at_hosts(false))
        .then(end_forgotten_canaries())
        .then(prepare_app(run.config))
        .then(boot_app(run))
        .then(finish(run, false))
        .then(hook("post-deploy"));
    builder.plan.deploys = true;
    builder.plan.moves_roles = true;
    builder.plan.pages = true;
    return std::move(builder.plan);
}

// The failure hook hears of what goes wrong here, as it does when a version is named.
Plan plan_for(const verb::FindPrevious&, const RunState& run) {
    PlanBuilder builder("rollback");
    builder.pre_connect().then(connect_to(run.scope.app_hosts)).then(find_previous());
    builder.plan.deploys = true;
    return std::move(builder.plan);
}

}  // namespace wheels::plan
