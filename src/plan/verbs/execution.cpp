#include "plan/phases/execution.hpp"

#include <utility>

#include "plan/verbs/verbs.hpp"

namespace wheels::plan {
namespace {

Plan plan_of(const char* command, const verb::Execution& execution, Phases phases) {
    PlanBuilder builder(command, "exec");
    builder.plan.hears_all = execution.everywhere;
    builder.pre_connect().then(std::move(phases));
    return std::move(builder.plan);
}

}  // namespace

Plan plan_for(const verb::AppExec& exec, const RunState& run) {
    return plan_of("app", exec.execution, execute_in_app(run, exec));
}

Plan plan_for(const verb::AccessoryExec& exec, const RunState& run) {
    return plan_of("accessory", exec.execution, execute_in_accessory(run, exec));
}

Plan plan_for(const verb::ServerExec& exec, const RunState& run) {
    return plan_of("server", exec.execution, execute_on_hosts(run, exec));
}

}  // namespace wheels::plan
