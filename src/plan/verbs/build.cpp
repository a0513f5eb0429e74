#include <utility>

#include "plan/phases/build.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/pull.hpp"
#include "plan/verbs/verbs.hpp"

// Kamal's hooks hear of no subcommand here.
namespace wheels::plan {

Plan plan_for(const verb::BuildPush& build, const RunState&) {
    PlanBuilder builder("build");
    builder.pre_connect().build(build.output, build.no_cache);
    return std::move(builder.plan);
}

Plan plan_for(const verb::BuildPull&, const RunState&) {
    PlanBuilder builder("build");
    builder.pre_connect().then(connect_to_hosts(false)).then(pull_image());
    builder.plan.moves_roles = true;
    return std::move(builder.plan);
}

Plan plan_for(const verb::BuildDeliver& build, const RunState&) {
    PlanBuilder builder("build");
    builder.pre_connect()
        .build(build.output, build.no_cache)
        .then(connect_to_hosts(false))
        .then(pull_image());
    builder.plan.moves_roles = true;
    return std::move(builder.plan);
}

Plan plan_for(const verb::BuildDev& build, const RunState&) {
    PlanBuilder builder("build");
    builder.then(build_dirty({build.output, build.no_cache}));
    return std::move(builder.plan);
}

Plan plan_for(const verb::BuildCreate&, const RunState&) {
    PlanBuilder builder("build");
    builder.then(create_builder());
    return std::move(builder.plan);
}

Plan plan_for(const verb::BuildRemove&, const RunState&) {
    PlanBuilder builder("build");
    builder.then(remove_builder());
    return std::move(builder.plan);
}

Plan plan_for(const verb::BuildDetails&, const RunState&) {
    PlanBuilder builder("build");
    builder.then(show_builder());
    return std::move(builder.plan);
}

}  // namespace wheels::plan
