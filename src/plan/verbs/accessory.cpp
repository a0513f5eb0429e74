#include <algorithm>
#include <utility>

#include "plan/phases/accessories.hpp"
#include "plan/phases/inspection.hpp"
#include "plan/phases/proxy.hpp"
#include "plan/verbs/verbs.hpp"

// Kamal 2.12: cli/accessory.rb.
namespace wheels::plan {
namespace {

using Accessories = std::vector<const Accessory*>;

std::string name_of(verb::AccessoryStep::What what) {
    using What = verb::AccessoryStep::What;
    switch (what) {
        case What::upload: return "upload";
        case What::directories: return "directories";
        case What::pull_image: return "pull_image";
        case What::remove_container: return "remove_container";
        case What::remove_image: return "remove_image";
        case What::remove_directory: return "remove_service_directory";
    }
    return {};
}

Plan changing(std::string subcommand, const RunState& run, Accessories accessories, Phases work) {
    PlanBuilder builder("accessory", std::move(subcommand));
    builder.under_lock(std::move(work), run.scope.hosts);
    builder.plan.accessories = std::move(accessories);
    return std::move(builder.plan);
}

}  // namespace

Plan plan_for(const verb::AccessoryBoot& boot, const RunState& run) {
    auto accessories = accessories_named(run, boot.names);
    auto work = boot_accessories(accessories);
    return changing("boot", run, std::move(accessories), std::move(work));
}

Plan plan_for(const verb::AccessoryReboot& reboot, const RunState& run) {
    auto accessories = accessories_named(run, reboot.names);
    auto work = reboot_accessories(accessories);
    return changing("reboot", run, std::move(accessories), std::move(work));
}

Plan plan_for(const verb::AccessoryStart& start, const RunState& run) {
    return changing("start", run, {}, start_accessories(accessories_named(run, start.names)));
}

Plan plan_for(const verb::AccessoryStop& stop, const RunState& run) {
    return changing("stop", run, {}, stop_accessories(accessories_named(run, stop.names)));
}

Plan plan_for(const verb::AccessoryRestart& restart, const RunState& run) {
    Phases work;
    for (const auto* accessory : accessories_named(run, restart.names)) {
        append(work, stop_accessories({accessory}));
        append(work, start_accessories({accessory}));
    }
    return changing("restart", run, {}, std::move(work));
}

Plan plan_for(const verb::AccessoryRemove& remove, const RunState& run) {
    return changing("remove", run, {}, remove_accessories(accessories_named(run, remove.names)));
}

Plan plan_for(const verb::AccessoryUpgrade& upgrade, const RunState& run) {
    auto accessories = accessories_named(run, upgrade.names);
    Phases work;
    for (const auto& group : groups_of(hosts_of(run, accessories), upgrade.rolling))
        append(work, only_on(group, reboot_accessories(accessories)));
    return changing("upgrade", run, std::move(accessories), std::move(work));
}

Plan plan_for(const verb::AccessoryStep& step, const RunState& run) {
    auto accessories = accessories_named(run, step.names);
    auto work = accessory_step(step.what, accessories);
    const bool uploads = step.what == verb::AccessoryStep::What::upload;
    return changing(name_of(step.what), run, uploads ? std::move(accessories) : Accessories(),
                    std::move(work));
}

Plan plan_for(const verb::AccessoryDetails& details, const RunState& run) {
    const auto accessories = accessories_named(run, details.names);
    PlanBuilder builder("accessory", "details");
    builder.ask(hosts_of(run, accessories), ask_accessory_details(accessories));
    return std::move(builder.plan);
}

}  // namespace wheels::plan
