#include "plan/plan.hpp"

#include <algorithm>

namespace wheels::plan {

namespace {

bool needs_preparation(const Config& config) {
    return config.error_pages_path ||
           std::any_of(config.roles.begin(), config.roles.end(), [](const Role& role) {
               return role.asset_path || (role.proxy && role.proxy->certificate);
           });
}

Plan plan_of(DeployRequest::Verb verb) {
    using enum Phase;
    switch (verb) {
        case DeployRequest::Verb::deploy:
            return {"deploy",
                    {pre_connect_hook, pre_deploy_hook, connect, lock, pull, probe, proxy, stop_stale,
                     prepare, boot, tag, prune, unlock, post_deploy_hook}};
        case DeployRequest::Verb::redeploy:
            return {"redeploy",
                    {pre_connect_hook, pre_deploy_hook, connect, lock, pull, probe, stop_stale, prepare, boot,
                     tag, unlock, post_deploy_hook}};
        case DeployRequest::Verb::rollback:
            return {"rollback",
                    {pre_connect_hook, connect, find_version, pre_deploy_hook, lock, probe, prepare, boot,
                     tag, unlock, post_deploy_hook}};
    }
    return {};
}

}  // namespace

Plan plan_for(DeployRequest::Verb verb, const Config& config) {
    auto plan = plan_of(verb);
    if (!needs_preparation(config)) std::erase(plan.phases, Phase::prepare);
    return plan;
}

std::string title(Phase phase) {
    switch (phase) {
        case Phase::connect: return "Connect";
        case Phase::find_version: return "Look for the version on every host";
        case Phase::lock: return "Acquire the deploy lock";
        case Phase::pull: return "Pull the app image";
        case Phase::proxy: return "Ensure kamal-proxy is running";
        case Phase::stop_stale: return "Stop stale containers";
        case Phase::prepare: return "Prepare error pages, assets and certificates";
        case Phase::boot: return "Boot the app";
        case Phase::tag: return "Tag the image as latest";
        case Phase::prune: return "Prune old containers and images";
        case Phase::unlock: return "Release the deploy lock";
        case Phase::pre_connect_hook:
        case Phase::pre_deploy_hook:
        case Phase::probe:
        case Phase::post_deploy_hook: return {};
    }
    return {};
}

std::vector<std::string> hooks_in(Phase phase) {
    if (phase == Phase::pre_connect_hook) return {"pre-connect"};
    if (phase == Phase::pre_deploy_hook) return {"pre-deploy"};
    if (phase == Phase::boot) return {"pre-app-boot", "post-app-boot"};
    if (phase == Phase::post_deploy_hook) return {"post-deploy"};
    return {};
}

bool before_deploy(Phase phase) {
    return phase == Phase::pre_connect_hook || phase == Phase::pre_deploy_hook;
}

}  // namespace wheels::plan
