#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/request.hpp"

namespace wheels::plan {

/// One stretch of a run. All hosts finish a phase before the next begins.
enum class Phase {
    pre_connect_hook,
    log_in_here,  ///< This machine, at the registry.
    log_out_here,
    start_registry,  ///< The one that this machine serves.
    remove_registry,
    prepare_build,  ///< Docker is there and logged in.
    pre_build_hook,
    build,
    pre_deploy_hook,
    connect,
    log_in,  ///< The hosts, at the registry.
    log_out,
    find_version,  ///< rollback: every host must have a container of the version.
    lock,
    bootstrap,
    docker_setup_hook,
    pull,
    probe,  ///< One question per host: what runs there?
    proxy,
    accessories,
    stop_stale,
    prepare,  ///< Error pages, assets and certificates are on all hosts before the first one boots.
    boot,
    tag,
    prune,
    prune_containers,
    prune_images,
    unlock,
    post_deploy_hook,
};

/// The order of a run: a value that the engine carries out and that a dry run shows.
struct Plan {
    std::string verb;                       ///< As the user typed it.
    std::optional<std::string> subcommand;  ///< `all` of `prune all`.
    bool deploys = false;                   ///< Its failure is a deploy's: post-deploy-failure hears of it.
    std::vector<Phase> phases;
};

/// docs/deploy-flow.md says why the order is what it is.
Plan plan_for(const DeployRequest& request, const Config& config);

/// Whether the run builds the image.
bool builds(DeployRequest::Verb verb, bool skip_push);

/// The heading of a phase; empty for those that are not worth one.
std::string title(Phase phase);

/// The hooks that run in a phase.
std::vector<std::string> hooks_in(Phase phase);

/// True while a refusal means that nothing was deployed: the failure hook does not run then.
bool before_deploy(Phase phase);

}  // namespace wheels::plan
