#include <utility>

#include "plan/phases/boot.hpp"
#include "plan/phases/inspection.hpp"
#include "plan/phases/probe.hpp"
#include "plan/phases/proxy.hpp"
#include "plan/verbs/upgrading.hpp"
#include "plan/verbs/verbs.hpp"

// Kamal 2.12: cli/proxy.rb.
namespace wheels::plan {
namespace {

/// What every host with a proxy writes into its audit log; the others get their run directory all the same.
Plan changing(std::string subcommand, const RunState& run, Phases work) {
    PlanBuilder builder("proxy", std::move(subcommand));
    builder.under_lock(std::move(work), without(run.scope.hosts, run.scope.proxy_hosts));
    return std::move(builder.plan);
}

/// What no host writes down.
Plan silently_changing(std::string subcommand, const RunState& run, Phases work) {
    PlanBuilder builder("proxy", std::move(subcommand));
    builder.under_lock(std::move(work), run.scope.hosts);
    return std::move(builder.plan);
}

Plan asking(std::string subcommand, const RunState& run, Phase question) {
    PlanBuilder builder("proxy", std::move(subcommand));
    builder.ask(run.scope.proxy_hosts, std::move(question));
    return std::move(builder.plan);
}

}  // namespace

Plan plan_for(const verb::ProxyBoot&, const RunState& run) {
    return silently_changing("boot", run, {look_at_hosts(true), ensure_proxy(false)});
}

Plan plan_for(const verb::ProxyReboot& reboot, const RunState& run) {
    return changing("reboot", run, reboot_proxy(run, reboot.rolling));
}

Plan plan_for(const verb::ProxyStart&, const RunState& run) {
    return changing("start", run, {start_proxy()});
}

Plan plan_for(const verb::ProxyStop&, const RunState& run) {
    return changing("stop", run, {stop_proxy()});
}

Plan plan_for(const verb::ProxyRestart&, const RunState& run) {
    return changing("restart", run, {stop_proxy(), start_proxy()});
}

Plan plan_for(const verb::ProxyRemove& remove, const RunState& run) {
    Phases work;
    if (!remove.force) work = refuse_while_apps_use_it();
    append(work, remove_proxy());
    return silently_changing("remove", run, std::move(work));
}

Plan plan_for(const verb::ProxyStep& step, const RunState& run) {
    using What = verb::ProxyStep::What;
    switch (step.what) {
        case What::remove_container: return changing("remove_container", run, {remove_proxy_container()});
        case What::remove_image: return changing("remove_image", run, {remove_proxy_image()});
        case What::remove_directory:
            return silently_changing("remove_proxy_directory", run, {remove_proxy_directory()});
    }
    return {};
}

Plan plan_for(const verb::ProxyUpgrade& upgrade, const RunState& run) {
    PlanBuilder builder("proxy", "upgrade");
    builder.under_lock(upgrade_proxy(run, upgrade.rolling));
    builder.plan.moves_roles = true;
    builder.plan.pages = true;
    return std::move(builder.plan);
}

Plan plan_for(const verb::ProxyDetails&, const RunState& run) {
    return asking("details", run, ask_proxy_details());
}

Plan plan_for(const verb::ProxyBootConfigSet& set, const RunState& run) {
    return silently_changing("boot_config", run, {set_boot_config(set)});
}

Plan plan_for(const verb::ProxyBootConfigGet&, const RunState& run) {
    return asking("boot_config", run, ask_boot_config());
}

Plan plan_for(const verb::ProxyBootConfigReset&, const RunState& run) {
    return silently_changing("boot_config", run, {reset_boot_config()});
}

}  // namespace wheels::plan
