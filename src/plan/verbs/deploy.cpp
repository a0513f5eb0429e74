#include "plan/verbs/shipping.hpp"

namespace wheels::plan {

Plan plan_for(const verb::Deploy& deploy, const RunState& run) {
    if (deploy.canary) return ship_canary(deploy, run);
    Shipping shipping;
    shipping.skip_push = deploy.skip_push;
    shipping.no_cache = deploy.no_cache;
    return ship("deploy", shipping, run);
}

}  // namespace wheels::plan
