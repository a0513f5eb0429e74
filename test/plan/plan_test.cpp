#include "plan/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using wheels::DeployRequest;
using wheels::plan::Phase;
using wheels::plan::plan_for;

namespace {

bool has(const wheels::plan::Plan& plan, Phase phase) {
    return std::find(plan.phases.begin(), plan.phases.end(), phase) != plan.phases.end();
}

bool before(const wheels::plan::Plan& plan, Phase first, Phase second) {
    return std::find(plan.phases.begin(), plan.phases.end(), first) <
           std::find(plan.phases.begin(), plan.phases.end(), second);
}

}  // namespace

TEST_CASE("pre-deploy runs before any connection, and nothing is pulled before the lock is held") {
    for (const auto verb : {DeployRequest::Verb::deploy, DeployRequest::Verb::redeploy}) {
        const auto plan = plan_for(verb);
        CAPTURE(plan.verb);
        CHECK(before(plan, Phase::pre_deploy_hook, Phase::connect));
        CHECK(before(plan, Phase::connect, Phase::lock));
        CHECK(before(plan, Phase::lock, Phase::pull));
        CHECK(before(plan, Phase::unlock, Phase::post_deploy_hook));
    }
}

TEST_CASE("redeploy leaves out the proxy and pruning, rollback the pull as well") {
    const auto redeploy = plan_for(DeployRequest::Verb::redeploy);
    const auto rollback = plan_for(DeployRequest::Verb::rollback);

    CHECK_FALSE(has(redeploy, Phase::proxy));
    CHECK_FALSE(has(redeploy, Phase::prune));
    CHECK(has(redeploy, Phase::pull));
    CHECK_FALSE(has(rollback, Phase::pull));
    CHECK_FALSE(has(rollback, Phase::prune));
}

TEST_CASE("rollback looks for the version before its pre-deploy hook and before the lock") {
    const auto rollback = plan_for(DeployRequest::Verb::rollback);

    CHECK(before(rollback, Phase::find_version, Phase::pre_deploy_hook));
    CHECK(before(rollback, Phase::pre_deploy_hook, Phase::lock));
}
