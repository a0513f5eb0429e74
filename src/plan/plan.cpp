#include "plan/plan.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace wheels::plan {

namespace {

bool needs_preparation(const Config& config) {
    return config.error_pages_path ||
           std::any_of(config.roles.begin(), config.roles.end(), [](const Role& role) {
               return role.asset_path || (role.proxy && role.proxy->certificate);
           });
}

Plan deploy_plan(std::string verb, std::vector<Phase> phases) {
    Plan plan;
    plan.verb = std::move(verb);
    plan.deploys = true;
    plan.phases = std::move(phases);
    return plan;
}

// Work on hosts that is no deploy.
Plan upkeep_plan(std::string verb, std::string subcommand, std::vector<Phase> work) {
    Plan plan;
    plan.verb = std::move(verb);
    plan.subcommand = std::move(subcommand);
    plan.phases = {Phase::pre_connect_hook, Phase::connect, Phase::lock};
    plan.phases.insert(plan.phases.end(), work.begin(), work.end());
    plan.phases.push_back(Phase::unlock);
    return plan;
}

// Kamal's hooks hear of no subcommand here.
Plan build_plan(std::vector<Phase> phases) {
    Plan plan;
    plan.verb = "build";
    plan.phases = std::move(phases);
    return plan;
}

// Kamal 2.12: cli/registry.rb. No lock, and no audit line; a registry that this machine serves has no
// accounts.
Plan registry_plan(Phase here, Phase served_here, Phase on_hosts) {
    Plan plan;
    plan.verb = "registry";
    plan.phases = {here, served_here, Phase::pre_connect_hook, Phase::connect, on_hosts};
    return plan;
}

// With everything in it that a request or a configuration may leave out.
Plan plan_of(DeployRequest::Verb verb) {
    using enum Phase;
    switch (verb) {
        case DeployRequest::Verb::deploy:
            return deploy_plan("deploy", {pre_connect_hook, prepare_build, pre_build_hook, build,
                                          pre_deploy_hook, connect, lock, pull, probe, proxy, stop_stale,
                                          prepare, boot, tag, prune, unlock, post_deploy_hook});
        case DeployRequest::Verb::redeploy:
            return deploy_plan(
                "redeploy", {pre_connect_hook, prepare_build, pre_build_hook, build, pre_deploy_hook, connect,
                             lock, pull, probe, stop_stale, prepare, boot, tag, unlock, post_deploy_hook});
        case DeployRequest::Verb::rollback:
            return deploy_plan("rollback", {pre_connect_hook, connect, find_version, pre_deploy_hook, lock,
                                            probe, prepare, boot, tag, unlock, post_deploy_hook});
        case DeployRequest::Verb::setup:
            return deploy_plan("setup", {pre_connect_hook,
                                         prepare_build,
                                         pre_build_hook,
                                         build,
                                         pre_deploy_hook,
                                         connect,
                                         lock,
                                         bootstrap,
                                         docker_setup_hook,
                                         pull,
                                         probe,
                                         proxy,
                                         accessories,
                                         stop_stale,
                                         prepare,
                                         boot,
                                         tag,
                                         prune,
                                         unlock,
                                         post_deploy_hook});
        case DeployRequest::Verb::server_bootstrap:
            return upkeep_plan("server", "bootstrap", {bootstrap, docker_setup_hook});
        case DeployRequest::Verb::prune_all: return upkeep_plan("prune", "all", {prune});
        case DeployRequest::Verb::prune_containers:
            return upkeep_plan("prune", "containers", {prune_containers});
        case DeployRequest::Verb::prune_images: return upkeep_plan("prune", "images", {prune_images});
        case DeployRequest::Verb::build_push:
            return build_plan({pre_connect_hook, prepare_build, pre_build_hook, build});
        case DeployRequest::Verb::build_pull: return build_plan({pre_connect_hook, connect, pull});
        case DeployRequest::Verb::build_deliver:
            return build_plan({pre_connect_hook, prepare_build, pre_build_hook, build, connect, pull});
        case DeployRequest::Verb::registry_login: return registry_plan(log_in_here, start_registry, log_in);
        case DeployRequest::Verb::registry_logout:
            return registry_plan(log_out_here, remove_registry, log_out);
    }
    return {};
}

void leave_out(Plan& plan, std::initializer_list<Phase> phases) {
    for (const auto phase : phases) std::erase(plan.phases, phase);
}

void leave_out_places(Plan& plan, const DeployRequest& request, const Config& config) {
    using enum Phase;
    const bool served_here = config.registry.is_local();
    if (request.skip_local || served_here) leave_out(plan, {log_in_here, log_out_here});
    if (request.skip_local || !served_here) leave_out(plan, {start_registry, remove_registry});
    if (request.skip_remote || served_here) leave_out(plan, {pre_connect_hook, connect, log_in, log_out});
}

}  // namespace

bool builds(DeployRequest::Verb verb, bool skip_push) {
    using enum Phase;
    const auto phases = plan_of(verb).phases;
    const bool has_build = std::find(phases.begin(), phases.end(), build) != phases.end();
    const bool may_skip = plan_of(verb).deploys;
    return has_build && !(may_skip && skip_push);
}

Plan plan_for(const DeployRequest& request, const Config& config) {
    using enum Phase;
    auto plan = plan_of(request.verb);
    if (!builds(request.verb, request.skip_push)) leave_out(plan, {prepare_build, pre_build_hook, build});
    if (!needs_preparation(config)) leave_out(plan, {prepare});
    if (config.accessories.empty()) leave_out(plan, {accessories});
    if (plan.verb == "registry") leave_out_places(plan, request, config);
    return plan;
}

std::string title(Phase phase) {
    switch (phase) {
        case Phase::log_in_here: return "Log in to the registry on this machine";
        case Phase::log_out_here: return "Log out of the registry on this machine";
        case Phase::start_registry: return "Start the registry of this machine";
        case Phase::remove_registry: return "Remove the registry of this machine";
        case Phase::log_in: return "Log in to the registry on the hosts";
        case Phase::log_out: return "Log out of the registry on the hosts";
        case Phase::prepare_build: return "Get ready to build";
        case Phase::build: return "Build the app image";
        case Phase::connect: return "Connect";
        case Phase::find_version: return "Look for the version on every host";
        case Phase::lock: return "Acquire the deploy lock";
        case Phase::bootstrap: return "Ensure Docker is installed";
        case Phase::pull: return "Pull the app image";
        case Phase::proxy: return "Ensure kamal-proxy is running";
        case Phase::accessories: return "Boot the accessories";
        case Phase::stop_stale: return "Stop stale containers";
        case Phase::prepare: return "Prepare error pages, assets and certificates";
        case Phase::boot: return "Boot the app";
        case Phase::tag: return "Tag the image as latest";
        case Phase::prune: return "Prune old containers and images";
        case Phase::prune_containers: return "Prune old containers";
        case Phase::prune_images: return "Prune old images";
        case Phase::unlock: return "Release the deploy lock";
        case Phase::pre_connect_hook:
        case Phase::pre_build_hook:
        case Phase::pre_deploy_hook:
        case Phase::docker_setup_hook:
        case Phase::probe:
        case Phase::post_deploy_hook: return {};
    }
    return {};
}

std::vector<std::string> hooks_in(Phase phase) {
    if (phase == Phase::pre_connect_hook) return {"pre-connect"};
    if (phase == Phase::pre_build_hook) return {"pre-build"};
    if (phase == Phase::pre_deploy_hook) return {"pre-deploy"};
    if (phase == Phase::docker_setup_hook) return {"docker-setup"};
    if (phase == Phase::boot) return {"pre-app-boot", "post-app-boot"};
    if (phase == Phase::post_deploy_hook) return {"post-deploy"};
    return {};
}

bool before_deploy(Phase phase) {
    return phase == Phase::pre_connect_hook || phase == Phase::pre_build_hook ||
           phase == Phase::pre_deploy_hook;
}

}  // namespace wheels::plan
