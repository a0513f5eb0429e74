#include <utility>

#include "plan/phases/build.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/lock.hpp"
#include "plan/verbs/verbs.hpp"

namespace wheels::plan {

PlanBuilder::PlanBuilder(std::string command, std::optional<std::string> subcommand) {
    plan.command = std::move(command);
    plan.subcommand = std::move(subcommand);
}

PlanBuilder& PlanBuilder::then(Phase phase) {
    plan.phases.push_back(std::move(phase));
    return *this;
}

PlanBuilder& PlanBuilder::then(Phases phases) {
    append(plan.phases, std::move(phases));
    return *this;
}

PlanBuilder& PlanBuilder::pre_connect() {
    return then(gate("pre-connect"));
}

PlanBuilder& PlanBuilder::build(std::string output, bool no_cache, bool skip) {
    if (skip) return *this;
    return then(build_image({std::move(output), no_cache}));
}

PlanBuilder& PlanBuilder::under_lock(Phases work, std::vector<std::string> directories) {
    return pre_connect()
        .then(connect_to_hosts(true))
        .then(take_lock(std::move(directories)))
        .then(std::move(work))
        .then(release_lock());
}

PlanBuilder& PlanBuilder::ask(std::vector<std::string> hosts, Phase question) {
    plan.hears_all = true;
    return pre_connect().then(connect_to(std::move(hosts))).then(std::move(question));
}

Plan plan_for(const Verb& verb, const RunState& run) {
    auto plan = std::visit([&](const auto& each) { return plan_for(each, run); }, verb);
    plan.builds = builds(verb);
    return plan;
}

std::vector<std::string> hooks_of(const Plan& plan) {
    std::vector<std::string> hooks;
    for (const auto& phase : plan.phases) {
        for (const auto* name : {&phase.hook_before, &phase.hook_after}) {
            if (!name->empty()) hooks.push_back(*name);
        }
    }
    return hooks;
}

}  // namespace wheels::plan
