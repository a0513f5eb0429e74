#include <utility>

#include "plan/phases/doctor.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {

Plan plan_for(const verb::Doctor& doctor, const RunState&) {
    PlanBuilder builder("doctor");
    builder.pre_connect().then(examine_all(doctor.tries_accounts));
    builder.plan.hears_all = true;
    return std::move(builder.plan);
}

}  // namespace wheels::plan
