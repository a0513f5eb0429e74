#include <utility>

#include "plan/phases/accessories.hpp"
#include "plan/phases/app_removal.hpp"
#include "plan/phases/proxy.hpp"
#include "plan/phases/registry.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {

// Kamal 2.12: cli/main.rb. What the hosts have of other apps stays.
Plan plan_for(const verb::Remove&, const RunState& run) {
    auto work = remove_app();
    append(work, remove_unused_proxy());
    append(work, remove_accessories(accessories_named(run, {})));
    if (!run.config.registry.is_local()) work.push_back(log_out_on_hosts());
    PlanBuilder builder("remove");
    builder.under_lock(std::move(work), run.scope.hosts);
    return std::move(builder.plan);
}

}  // namespace wheels::plan
