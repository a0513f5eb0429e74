#include "plan/phases/lock.hpp"

#include <utility>

#include "plan/verbs/verbs.hpp"

// These go to the lock's host alone, whatever the filters say.
namespace wheels::plan {

Plan plan_for(const verb::LockStatus&, const RunState&) {
    PlanBuilder builder("lock", "status");
    builder.pre_connect().then(show_lock());
    return std::move(builder.plan);
}

Plan plan_for(const verb::LockAcquire& acquire, const RunState&) {
    PlanBuilder builder("lock", "acquire");
    builder.pre_connect().then(take_lock_by_hand(acquire.message));
    return std::move(builder.plan);
}

Plan plan_for(const verb::LockRelease&, const RunState&) {
    PlanBuilder builder("lock", "release");
    builder.pre_connect().then(release_lock_by_hand());
    return std::move(builder.plan);
}

}  // namespace wheels::plan
