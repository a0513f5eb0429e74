#include "plan/phases/connect.hpp"

#include <utility>

#include "base/text.hpp"

namespace wheels::plan {
namespace {

Dialogue<> open_connection() {
    co_await connect();
}

}  // namespace

Phase connect_to_hosts(bool takes_lock) {
    Phase phase;
    phase.title = "Connect";
    phase.steps = [takes_lock](RunState& run) {
        auto hosts = run.scope.hosts;
        const auto lock_host = run.config.primary_host();
        if (takes_lock && !text::contains(hosts, lock_host)) hosts.push_back(lock_host);
        return on_each(hosts, [](const std::string&) { return open_connection(); });
    };
    return phase;
}

Phase connect_to(std::vector<std::string> hosts) {
    Phase phase;
    phase.title = "Connect";
    phase.steps = [hosts = std::move(hosts)](RunState&) {
        return on_each(hosts, [](const std::string&) { return open_connection(); });
    };
    return phase;
}

}  // namespace wheels::plan
