#include "plan/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "support/sample_config.hpp"

using wheels::DeployRequest;
using wheels::plan::Phase;

namespace {

bool has(const wheels::plan::Plan& plan, Phase phase) {
    return std::find(plan.phases.begin(), plan.phases.end(), phase) != plan.phases.end();
}

wheels::plan::Plan plan_for(DeployRequest::Verb verb, const wheels::Config& config) {
    DeployRequest request;
    request.verb = verb;
    return wheels::plan::plan_for(request, config);
}

bool before(const wheels::plan::Plan& plan, Phase first, Phase second) {
    return std::find(plan.phases.begin(), plan.phases.end(), first) <
           std::find(plan.phases.begin(), plan.phases.end(), second);
}

}  // namespace

TEST_CASE("pre-deploy runs before any connection, and nothing is pulled before the lock is held") {
    for (const auto verb : {DeployRequest::Verb::deploy, DeployRequest::Verb::redeploy}) {
        const auto plan = plan_for(verb, wheels::test::sample_config());
        CAPTURE(plan.verb);
        CHECK(before(plan, Phase::pre_deploy_hook, Phase::connect));
        CHECK(before(plan, Phase::connect, Phase::lock));
        CHECK(before(plan, Phase::lock, Phase::pull));
        CHECK(before(plan, Phase::unlock, Phase::post_deploy_hook));
    }
}

TEST_CASE("redeploy leaves out the proxy and pruning, rollback the pull as well") {
    const auto redeploy = plan_for(DeployRequest::Verb::redeploy, wheels::test::sample_config());
    const auto rollback = plan_for(DeployRequest::Verb::rollback, wheels::test::sample_config());

    CHECK_FALSE(has(redeploy, Phase::proxy));
    CHECK_FALSE(has(redeploy, Phase::prune));
    CHECK(has(redeploy, Phase::pull));
    CHECK_FALSE(has(rollback, Phase::pull));
    CHECK_FALSE(has(rollback, Phase::prune));
}

TEST_CASE("what the app needs before it boots is on all hosts before the first one boots") {
    auto config = wheels::test::sample_config();
    const auto verbs = {DeployRequest::Verb::deploy, DeployRequest::Verb::redeploy,
                        DeployRequest::Verb::rollback};
    for (const auto verb : verbs) CHECK_FALSE(has(plan_for(verb, config), Phase::prepare));

    config.roles[0].asset_path.emplace();

    for (const auto verb : verbs) {
        const auto plan = plan_for(verb, config);
        CAPTURE(plan.verb);
        CHECK(has(plan, Phase::prepare));
        CHECK(before(plan, Phase::probe, Phase::prepare));
        CHECK(before(plan, Phase::prepare, Phase::boot));
    }
}

TEST_CASE("setup is a deploy that sees to Docker first, and to accessories behind the proxy") {
    auto config = wheels::test::sample_config();
    CHECK_FALSE(has(plan_for(DeployRequest::Verb::setup, config), Phase::accessories));
    config.accessories.emplace_back();

    const auto setup = plan_for(DeployRequest::Verb::setup, config);

    CHECK(setup.deploys);
    CHECK(before(setup, Phase::lock, Phase::bootstrap));
    CHECK(before(setup, Phase::bootstrap, Phase::pull));
    CHECK(before(setup, Phase::proxy, Phase::accessories));
    CHECK(before(setup, Phase::accessories, Phase::boot));
    CHECK_FALSE(has(plan_for(DeployRequest::Verb::deploy, config), Phase::accessories));
}

TEST_CASE("upkeep is done under the lock, and is no deploy") {
    for (const auto verb : {DeployRequest::Verb::server_bootstrap, DeployRequest::Verb::prune_all,
                            DeployRequest::Verb::prune_containers, DeployRequest::Verb::prune_images}) {
        const auto plan = plan_for(verb, wheels::test::sample_config());
        CAPTURE(plan.subcommand.value_or(""));
        CHECK_FALSE(plan.deploys);
        CHECK(plan.subcommand.has_value());
        CHECK(before(plan, Phase::connect, Phase::lock));
        CHECK(plan.phases.back() == Phase::unlock);
        CHECK_FALSE(has(plan, Phase::boot));
    }
}

TEST_CASE("rollback looks for the version before its pre-deploy hook and before the lock") {
    const auto rollback = plan_for(DeployRequest::Verb::rollback, wheels::test::sample_config());

    CHECK(before(rollback, Phase::find_version, Phase::pre_deploy_hook));
    CHECK(before(rollback, Phase::pre_deploy_hook, Phase::lock));
}

TEST_CASE("a deploy builds after pre-connect and before pre-deploy, unless the image is there already") {
    for (const auto verb : {DeployRequest::Verb::deploy, DeployRequest::Verb::redeploy}) {
        const auto plan = plan_for(verb, wheels::test::sample_config());
        CAPTURE(plan.verb);
        CHECK(before(plan, Phase::pre_connect_hook, Phase::prepare_build));
        CHECK(before(plan, Phase::prepare_build, Phase::pre_build_hook));
        CHECK(before(plan, Phase::pre_build_hook, Phase::build));
        CHECK(before(plan, Phase::build, Phase::pre_deploy_hook));

        DeployRequest request;
        request.verb = verb;
        request.skip_push = true;
        const auto without = wheels::plan::plan_for(request, wheels::test::sample_config());
        CHECK_FALSE(has(without, Phase::prepare_build));
        CHECK_FALSE(has(without, Phase::pre_build_hook));
        CHECK_FALSE(has(without, Phase::build));
    }
    CHECK_FALSE(has(plan_for(DeployRequest::Verb::rollback, wheels::test::sample_config()), Phase::build));
}

TEST_CASE("the build verbs take no lock and boot nothing") {
    const auto push = plan_for(DeployRequest::Verb::build_push, wheels::test::sample_config());
    const auto pull = plan_for(DeployRequest::Verb::build_pull, wheels::test::sample_config());
    const auto deliver = plan_for(DeployRequest::Verb::build_deliver, wheels::test::sample_config());

    CHECK(push.phases ==
          std::vector{Phase::pre_connect_hook, Phase::prepare_build, Phase::pre_build_hook, Phase::build});
    CHECK(pull.phases == std::vector{Phase::pre_connect_hook, Phase::connect, Phase::pull});
    CHECK(deliver.phases == std::vector{Phase::pre_connect_hook, Phase::prepare_build, Phase::pre_build_hook,
                                        Phase::build, Phase::connect, Phase::pull});
}

TEST_CASE("registry login and logout go to this machine first, and ask before they connect") {
    for (const auto& [verb, here, hosts] :
         {std::tuple(DeployRequest::Verb::registry_login, Phase::log_in_here, Phase::log_in),
          std::tuple(DeployRequest::Verb::registry_logout, Phase::log_out_here, Phase::log_out)}) {
        auto config = wheels::test::sample_config();
        DeployRequest request;
        request.verb = verb;
        CHECK(wheels::plan::plan_for(request, config).phases ==
              std::vector{here, Phase::pre_connect_hook, Phase::connect, hosts});

        request.skip_local = true;
        CHECK(wheels::plan::plan_for(request, config).phases ==
              std::vector{Phase::pre_connect_hook, Phase::connect, hosts});

        request.skip_remote = true;
        CHECK(wheels::plan::plan_for(request, config).phases.empty());

        request.skip_local = false;
        CHECK(wheels::plan::plan_for(request, config).phases == std::vector{here});
    }
}

TEST_CASE("a registry that this machine serves is started and removed here, and no host hears of it") {
    auto config = wheels::test::sample_config();
    config.registry.server = "localhost:5000";
    CHECK(plan_for(DeployRequest::Verb::registry_login, config).phases == std::vector{Phase::start_registry});
    CHECK(plan_for(DeployRequest::Verb::registry_logout, config).phases ==
          std::vector{Phase::remove_registry});

    DeployRequest request;
    request.verb = DeployRequest::Verb::registry_login;
    request.skip_local = true;

    CHECK(wheels::plan::plan_for(request, config).phases.empty());
}
