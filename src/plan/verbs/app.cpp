#include <utility>

#include "plan/phases/app.hpp"
#include "plan/phases/app_removal.hpp"
#include "plan/phases/boot.hpp"
#include "plan/phases/canary.hpp"
#include "plan/phases/finish.hpp"
#include "plan/phases/inspection.hpp"
#include "plan/phases/prepare.hpp"
#include "plan/phases/probe.hpp"
#include "plan/verbs/verbs.hpp"

// Kamal 2.12: cli/app.rb.
namespace wheels::plan {
namespace {

/// What every host of the app writes into its audit log; the others get their run directory all the same.
Plan changing_app(std::string subcommand, const RunState& run, Phases work) {
    PlanBuilder builder("app", std::move(subcommand));
    builder.under_lock(std::move(work), without(run.scope.hosts, run.scope.app_hosts));
    return std::move(builder.plan);
}

/// What no host writes down.
Plan telling_proxy(std::string subcommand, const RunState& run, Phase work) {
    PlanBuilder builder("app", std::move(subcommand));
    builder.under_lock({std::move(work)}, run.scope.hosts);
    return std::move(builder.plan);
}

Plan asking_app(std::string subcommand, const RunState& run, Phase question) {
    PlanBuilder builder("app", std::move(subcommand));
    builder.ask(run.scope.app_hosts, std::move(question));
    return std::move(builder.plan);
}

}  // namespace

// `run.config.version` is the version to boot.
Plan plan_for(const verb::AppBoot&, const RunState& run) {
    Phases work{look_at_hosts(false), end_forgotten_canaries()};
    append(work, prepare_app(run.config));
    append(work, boot_app(run));
    work.push_back(tag_latest());
    auto plan = changing_app("boot", run, std::move(work));
    plan.moves_roles = true;
    plan.pages = true;
    return plan;
}

Plan plan_for(const verb::AppStart&, const RunState& run) {
    return changing_app("start", run, {start_app()});
}

Plan plan_for(const verb::AppStop&, const RunState& run) {
    return changing_app("stop", run, {stop_app()});
}

Plan plan_for(const verb::AppRemove&, const RunState& run) {
    return changing_app("remove", run, remove_app());
}

Plan plan_for(const verb::AppRemoveContainer& remove, const RunState& run) {
    return changing_app("remove_container", run, {remove_app_container(remove.version)});
}

Plan plan_for(const verb::AppRemoveContainers&, const RunState& run) {
    return changing_app("remove_containers", run, {remove_app_containers()});
}

Plan plan_for(const verb::AppRemoveImages&, const RunState& run) {
    return changing_app("remove_images", run, {remove_app_images()});
}

Plan plan_for(const verb::AppRemoveDirectories&, const RunState& run) {
    return changing_app("remove_app_directories", run, {remove_app_directories()});
}

Plan plan_for(const verb::AppMaintenance& maintenance, const RunState& run) {
    const auto drain_timeout = maintenance.drain_timeout.value_or(run.config.drain_timeout);
    return telling_proxy("maintenance", run, set_maintenance(drain_timeout, maintenance.message));
}

Plan plan_for(const verb::AppLive&, const RunState& run) {
    return telling_proxy("live", run, set_live());
}

Plan plan_for(const verb::AppDetails&, const RunState& run) {
    return asking_app("details", run, ask_app_details());
}

Plan plan_for(const verb::AppContainers&, const RunState& run) {
    return asking_app("containers", run, ask_app_containers());
}

Plan plan_for(const verb::AppImages&, const RunState& run) {
    return asking_app("images", run, ask_app_images());
}

Plan plan_for(const verb::AppVersion&, const RunState& run) {
    return asking_app("version", run, ask_app_version());
}

Plan plan_for(const verb::AppStaleContainers& stale, const RunState& run) {
    if (stale.stop) {
        PlanBuilder builder("app", "stale_containers");
        builder.under_lock(find_stale_containers(true), run.scope.hosts);
        return std::move(builder.plan);
    }
    auto phases = find_stale_containers(false);
    PlanBuilder builder("app", "stale_containers");
    builder.ask(run.scope.app_hosts, std::move(phases.front()));
    builder.then(std::move(phases.back()));
    return std::move(builder.plan);
}

}  // namespace wheels::plan
