#include "plan/phases/inspection.hpp"

#include <utility>

#include "plan/phases/connect.hpp"
#include "plan/phases/status.hpp"
#include "plan/verbs/verbs.hpp"

// Verbs that only ask: every host is heard, whatever the others say.
namespace wheels::plan {
namespace {

Plan ask_with(std::string command, Phase question) {
    PlanBuilder builder(std::move(command));
    builder.pre_connect().then(connect_to_hosts(false)).then(std::move(question));
    builder.plan.hears_all = true;
    return std::move(builder.plan);
}

}  // namespace

Plan plan_for(const verb::Details&, const RunState&) {
    return ask_with("details", ask_details());
}

Plan plan_for(const verb::Status&, const RunState& run) {
    PlanBuilder builder("status");
    builder.pre_connect().then(ask_status(run));
    builder.plan.hears_all = true;
    return std::move(builder.plan);
}

Plan plan_for(const verb::Audit& audit, const RunState&) {
    return ask_with("audit", ask_audit(audit.lines));
}

}  // namespace wheels::plan
