#pragma once

#include "plan/phase.hpp"
#include "wheels/request.hpp"

/// Logs of containers, on all hosts in scope at once.
namespace wheels::plan {

Phases show_app_logs(const RunState& run, const verb::AppLogs& logs);
Phases show_accessory_logs(const RunState& run, const verb::AccessoryLogs& logs);
Phases show_proxy_logs(const RunState& run, const verb::ProxyLogs& logs);

}  // namespace wheels::plan
