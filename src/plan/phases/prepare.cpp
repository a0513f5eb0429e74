#include "plan/phases/prepare.hpp"

#include <algorithm>
#include <utility>

#include "commands/app.hpp"
#include "commands/assets.hpp"
#include "commands/proxy_files.hpp"
#include "plan/phases/boot.hpp"
#include "plan/phases/canary.hpp"

namespace wheels::plan {
namespace {

bool needs_preparation(const Config& config) {
    return config.error_pages_path ||
           std::any_of(config.roles.begin(), config.roles.end(), [](const Role& role) {
               return role.asset_path || (role.proxy && role.proxy->certificate);
           });
}

Sequence stop_stale_of(const RunState& run,
                       const replies::HostFacts& facts,
                       const Served& served,
                       const Role& role) {
    if (!facts.known) {
        auto stop =
            commands::stop_container(run.config, role, run.config.container_name(role, "<stale version>"));
        stop.condition = "for every running " + role.name + " container but the serving one";
        return {stop};
    }
    Sequence sequence;
    for (const auto* container : stale_of(run.config, role, facts, served))
        sequence.push_back(commands::stop_container(run.config, role, container->id));
    return sequence;
}

/// A canary is stale, too: its share is taken first.
Dialogue<> stop_stale_on(RunState& run, std::string host) {
    co_await end_forgotten_canaries_on(run, host);
    auto sequence = stop_stale_commands(run, host);
    co_await tell(std::move(sequence));
}

}  // namespace

Sequence stop_stale_commands(const RunState& run, const std::string& host) {
    Sequence sequence;
    for (const auto* role : run.scope.roles_on(host))
        append(sequence, stop_stale_of(run, facts_of(run, host), served_on(run, host), *role));
    return sequence;
}

Sequence prepare_commands(const RunState& run, const std::string& host) {
    auto sequence = commands::upload_error_pages(run.config, run.files.error_pages);
    for (const auto* role : run.scope.roles_on(host)) {
        if (role->asset_path) {
            const auto old = old_container(run, *role, facts_of(run, host), served_on(run, host));
            const auto version = old ? std::optional(old->version) : std::nullopt;
            sequence.push_back(commands::extract_assets(run.config, *role));
            sequence.push_back(commands::sync_asset_volumes(run.config, *role, version));
        }
        append(sequence, commands::upload_certificate(run.config, *role));
    }
    return sequence;
}

Phase stop_stale_containers() {
    Phase phase;
    phase.title = "Stop stale containers";
    phase.steps = [](RunState& run) {
        return on_each(run.scope.app_hosts,
                       [&](const std::string& host) { return stop_stale_on(run, host); });
    };
    return phase;
}

Phases prepare_app(const Config& config) {
    if (!needs_preparation(config)) return {};
    Phase phase;
    phase.title = "Prepare error pages, assets and certificates";
    phase.steps = [](RunState& run) {
        return on_each(run.scope.app_hosts,
                       [&](const std::string& host) { return say(prepare_commands(run, host)); });
    };
    return {std::move(phase)};
}

}  // namespace wheels::plan
