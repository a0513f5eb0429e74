#include "plan/phases/logs.hpp"

#include <utility>

#include "plan/verbs/verbs.hpp"

namespace wheels::plan {
namespace {

// Every host is heard, whatever the others say.
Plan plan_of(const char* command, Phases phases) {
    PlanBuilder builder(command, "logs");
    builder.pre_connect().then(std::move(phases));
    builder.plan.hears_all = true;
    return std::move(builder.plan);
}

}  // namespace

Plan plan_for(const verb::AppLogs& logs, const RunState& run) {
    return plan_of("app", show_app_logs(run, logs));
}

Plan plan_for(const verb::AccessoryLogs& logs, const RunState& run) {
    return plan_of("accessory", show_accessory_logs(run, logs));
}

Plan plan_for(const verb::ProxyLogs& logs, const RunState& run) {
    return plan_of("proxy", show_proxy_logs(run, logs));
}

}  // namespace wheels::plan
