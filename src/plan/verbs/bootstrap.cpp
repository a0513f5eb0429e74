#include <utility>

#include "plan/phases/bootstrap.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {

Plan plan_for(const verb::Bootstrap&, const RunState&) {
    PlanBuilder builder("server", "bootstrap");
    builder.under_lock({install_docker()});
    return std::move(builder.plan);
}

}  // namespace wheels::plan
