#include "plan/verbs/shipping.hpp"

namespace wheels::plan {

Plan plan_for(const verb::Redeploy& redeploy, const RunState& run) {
    Shipping shipping;
    shipping.skip_push = redeploy.skip_push;
    shipping.no_cache = redeploy.no_cache;
    shipping.sees_to_proxy = false;
    shipping.prunes = false;
    return ship("redeploy", shipping, run);
}

}  // namespace wheels::plan
