#include <utility>

#include "plan/phases/boot.hpp"
#include "plan/phases/canary.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/finish.hpp"
#include "plan/phases/lock.hpp"
#include "plan/phases/prepare.hpp"
#include "plan/phases/probe.hpp"
#include "plan/phases/pull.hpp"
#include "plan/verbs/shipping.hpp"

namespace wheels::plan {
namespace {

void need_proxied_role(const RunState& run) {
    if (!proxied_hosts(run.scope).empty()) return;
    throw Error(ErrorKind::usage,
                "no role behind kamal-proxy is in scope: a canary is a share of its requests");
}

Phases look_for_canaries() {
    return {look_at_hosts(false), ask_proxies()};
}

std::vector<std::string> without_run_directory(const RunState& run) {
    return without(run.scope.hosts, run.scope.app_hosts);
}

}  // namespace

Plan ship_canary(const verb::Deploy& deploy, const RunState& run) {
    need_proxied_role(run);
    PlanBuilder builder("deploy");
    builder.pre_connect()
        .build("registry", deploy.no_cache, deploy.skip_push)
        .then(gate("pre-deploy"))
        .then(connect_to_hosts(true))
        .then(take_lock(without_run_directory(run)))
        .then(pull_image())
        .then(look_for_canaries())
        .then(check_room_for_canary())
        .then(end_canaries({}))
        .then(prepare_app(run.config))
        .then(start_canary(*deploy.canary))
        .then(release_lock())
        .then(hook("post-deploy"));
    builder.plan.deploys = true;
    builder.plan.moves_roles = true;
    builder.plan.pages = true;
    return std::move(builder.plan);
}

Plan plan_for(const verb::CanarySet& set, const RunState& run) {
    need_proxied_role(run);
    PlanBuilder builder("canary", "set");
    Phases work = look_for_canaries();
    work.push_back(check_some_canary());
    work.push_back(set_share(set.share));
    builder.under_lock(std::move(work), without_run_directory(run));
    return std::move(builder.plan);
}

// Where a host in scope has no canary, the version is booted there as in a deploy.
Plan plan_for(const verb::CanaryPromote& promote, const RunState& run) {
    need_proxied_role(run);
    PlanBuilder builder("canary", "promote");
    if (!promote.pre_connected) builder.pre_connect();
    builder.then(connect_to_hosts(true))
        .then(look_for_canaries())
        .then(check_promotable())
        .then(gate("pre-deploy"))
        .then(take_lock(without_run_directory(run)))
        .then(look_for_canaries())  // somebody else may have ended it until we had the lock
        .then(check_promotable())
        .then(pull_image())
        .then(prepare_app(run.config))
        .then(boot_app(run))
        .then(finish(run, true))
        .then(hook("post-deploy"));
    builder.plan.deploys = true;
    builder.plan.moves_roles = true;
    builder.plan.pages = true;
    return std::move(builder.plan);
}

Plan plan_for(const verb::CanaryAbort&, const RunState& run) {
    need_proxied_role(run);
    PlanBuilder builder("canary", "abort");
    Phases work = look_for_canaries();
    work.push_back(end_canaries("Stop the canary"));
    builder.under_lock(std::move(work), without_run_directory(run));
    return std::move(builder.plan);
}

}  // namespace wheels::plan
