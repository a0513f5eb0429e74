#include "plan/verbs/upgrading.hpp"

#include <utility>

#include "plan/phases/accessories.hpp"
#include "plan/phases/boot.hpp"
#include "plan/phases/finish.hpp"
#include "plan/phases/prepare.hpp"
#include "plan/phases/probe.hpp"
#include "plan/phases/proxy.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {
namespace {

// Those that boot the app first, because they let the others go on.
std::vector<std::string> in_order(const RunState& run) {
    auto hosts = run.scope.boot_order;
    for (auto& host : without(run.scope.hosts, hosts)) hosts.push_back(std::move(host));
    return hosts;
}

}  // namespace

Phases upgrade_proxy(const RunState& run, bool rolling) {
    Phases phases;
    for (const auto& group : groups_of(in_order(run), rolling)) {
        Phases of_group{replace_traefik(), look_at_hosts(true), ensure_proxy(false)};
        of_group.front().hook_before = "pre-proxy-reboot";
        append(of_group, prepare_app(run.config));
        const auto booting = among(group, run.scope.app_hosts);
        if (!booting.empty()) append(of_group, boot_app_on(booting));
        of_group.push_back(tag_latest());
        of_group.push_back(prune_all(std::nullopt));
        of_group.back().hook_after = "post-proxy-reboot";
        append(phases, only_on(group, std::move(of_group)));
    }
    return phases;
}

// `run.config.version` is what is tagged `latest`.
Plan plan_for(const verb::Upgrade& upgrade, const RunState& run) {
    auto accessories = accessories_named(run, {});
    auto work = upgrade_proxy(run, upgrade.rolling);
    for (const auto& group : groups_of(hosts_of(run, accessories), upgrade.rolling))
        append(work, only_on(group, reboot_accessories(accessories)));
    PlanBuilder builder("upgrade");
    builder.under_lock(std::move(work));
    builder.plan.accessories = std::move(accessories);
    builder.plan.moves_roles = true;
    builder.plan.pages = true;
    return std::move(builder.plan);
}

}  // namespace wheels::plan
