#include "plan/verbs/shipping.hpp"

namespace wheels::plan {

Plan plan_for(const verb::Setup& setup, const RunState& run) {
    Shipping shipping;
    shipping.skip_push = setup.skip_push;
    shipping.no_cache = setup.no_cache;
    shipping.bootstraps = true;
    shipping.boots_accessories = true;
    return ship("setup", shipping, run);
}

}  // namespace wheels::plan
