#include <utility>

#include "plan/phases/connect.hpp"
#include "plan/phases/registry.hpp"
#include "plan/verbs/verbs.hpp"

// Kamal 2.12: cli/registry.rb. No lock, and no audit line; a registry that this machine serves has no
// accounts.
namespace wheels::plan {

Plan plan_for(const verb::RegistryLogin& login, const RunState& run) {
    const bool served_here = run.config.registry.is_local();
    PlanBuilder builder("registry");
    if (run.config.playground) return std::move(builder.plan);  // its registry is up, and has no accounts
    if (!login.skip_local) builder.then(served_here ? start_registry() : log_in_here());
    if (!login.skip_remote && !served_here)
        builder.pre_connect().then(connect_to_hosts(false)).then(log_in_on_hosts());
    return std::move(builder.plan);
}

Plan plan_for(const verb::RegistryLogout& logout, const RunState& run) {
    const bool served_here = run.config.registry.is_local();
    PlanBuilder builder("registry");
    if (run.config.playground) return std::move(builder.plan);  // it goes with the playground
    if (!logout.skip_local) builder.then(served_here ? remove_registry() : log_out_here());
    if (!logout.skip_remote && !served_here)
        builder.pre_connect().then(connect_to_hosts(false)).then(log_out_on_hosts());
    return std::move(builder.plan);
}

}  // namespace wheels::plan
