#include "plan/verbs/shipping.hpp"

#include <utility>

#include "plan/phases/accessories.hpp"
#include "plan/phases/boot.hpp"
#include "plan/phases/bootstrap.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/finish.hpp"
#include "plan/phases/lock.hpp"
#include "plan/phases/prepare.hpp"
#include "plan/phases/probe.hpp"
#include "plan/phases/proxy.hpp"
#include "plan/phases/pull.hpp"

namespace wheels::plan {

Plan ship(std::string command, const Shipping& shipping, const RunState& run) {
    const auto& scope = run.scope;
    // The others get their run directory from the first line of their audit log, but not where Docker is
    // missing.
    auto directories = shipping.bootstraps ? scope.hosts : without(scope.hosts, scope.app_hosts);

    PlanBuilder builder(std::move(command));
    builder.pre_connect()
        .build("registry", shipping.no_cache, shipping.skip_push)
        .then(gate("pre-deploy"))
        .then(connect_to_hosts(true))
        .then(take_lock(std::move(directories)));
    if (shipping.bootstraps) builder.then(install_docker());
    builder.then(pull_image()).then(look_at_hosts(shipping.sees_to_proxy));
    if (shipping.sees_to_proxy) builder.then(ensure_proxy(true));
    if (shipping.boots_accessories) {
        builder.plan.accessories = accessories_named(run, {});
        builder.then(boot_accessories(builder.plan.accessories));
    }
    builder.then(stop_stale_containers())
        .then(prepare_app(run.config))
        .then(boot_app(run))
        .then(finish(run, shipping.prunes))
        .then(hook("post-deploy"));
    builder.plan.deploys = true;
    builder.plan.moves_roles = true;
    builder.plan.pages = true;
    return std::move(builder.plan);
}

}  // namespace wheels::plan
