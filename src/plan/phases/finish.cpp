#include "plan/phases/finish.hpp"

#include <utility>

#include "base/text.hpp"
#include "commands/app.hpp"
#include "commands/prune.hpp"
#include "plan/phases/lock.hpp"

namespace wheels::plan {
namespace {

Sequence tag_commands(const RunState& run) {
    return {run.audit("Tagging " + run.config.absolute_image() + " as the latest image"),
            commands::tag_latest(run.config)};
}

Sequence container_commands(const RunState& run, std::optional<std::int64_t> retain) {
    return {run.audit("Pruned containers"),
            commands::prune_containers(run.config, retain.value_or(run.config.retain_containers))};
}

Sequence image_commands(const RunState& run) {
    return {run.audit("Pruned images"), commands::prune_dangling_images(run.config),
            commands::prune_tagged_images(run.config)};
}

Sequence prune_commands(const RunState& run, std::optional<std::int64_t> retain) {
    auto sequence = container_commands(run, retain);
    append(sequence, image_commands(run));
    return sequence;
}

bool is_lock_host_alone(const RunState& run) {
    return run.scope.hosts == std::vector<std::string>{run.config.primary_host()};
}

Phase everything_on_the_one_host(bool prunes) {
    Phase phase;
    phase.title = prunes ? "Tag the image as latest, prune old containers and images, release the deploy lock"
                         : "Tag the image as latest, release the deploy lock";
    phase.steps = [prunes](RunState& run) {
        Sequence sequence;
        if (!run.scope.app_hosts.empty()) sequence = tag_commands(run);
        if (prunes) append(sequence, prune_commands(run, std::nullopt));
        Steps steps;
        steps.emplace_back(on_host(run.config.primary_host()),
                           release_own_lock_after(run, std::move(sequence)));
        return steps;
    };
    return phase;
}

}  // namespace

Phase tag_latest() {
    Phase phase;
    phase.title = "Tag the image as latest";
    phase.steps = [](RunState& run) { return on_each(run.scope.app_hosts, tag_commands(run)); };
    return phase;
}

Phases finish(const RunState& run, bool prunes) {
    if (is_lock_host_alone(run)) return {everything_on_the_one_host(prunes)};
    // As in Kamal nothing is pruned anywhere when one host has no image to tag.
    Phases phases{tag_latest()};
    if (prunes) phases.push_back(prune_all(std::nullopt));
    phases.push_back(release_lock());
    return phases;
}

Phase prune_all(std::optional<std::int64_t> retain) {
    Phase phase;
    phase.title = "Prune old containers and images";
    phase.steps = [retain](RunState& run) { return on_each(run.scope.hosts, prune_commands(run, retain)); };
    return phase;
}

Phase prune_containers(std::optional<std::int64_t> retain) {
    Phase phase;
    phase.title = "Prune old containers";
    phase.steps = [retain](RunState& run) {
        return on_each(run.scope.hosts, container_commands(run, retain));
    };
    return phase;
}

Phase prune_images() {
    Phase phase;
    phase.title = "Prune old images";
    phase.steps = [](RunState& run) { return on_each(run.scope.hosts, image_commands(run)); };
    return phase;
}

}  // namespace wheels::plan
