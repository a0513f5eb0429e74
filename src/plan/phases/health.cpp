#include "plan/phases/health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/failure.hpp"
#include "commands/app.hpp"

namespace wheels::plan {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Nothing where nobody was asked.
Dialogue<std::optional<replies::ContainerStatus>> status_of(RunState& run, const Role& role) {
    auto question = commands::container_status(run.config, role, run.config.version);
    const auto answer = co_await tell(std::move(question));
    if (!answer.answered) co_return std::nullopt;
    co_return replies::parse_container_status(answer.out);
}

Error not_ready(const RunState& run, const std::string& host, const Role& role, const std::string& status) {
    return failed(
        failure(ErrorKind::unhealthy, host, "boot " + role.name,
                fmt::format("container not ready after {} seconds ({})", run.config.deploy_timeout, status)));
}

}  // namespace

// `running` counts only when it still holds after the delay. Unlike Kamal we look at the restarts as well: a
// container that crashes again and again is running most of the time.
Dialogue<> wait_until_healthy(RunState& run, std::string host, const Role& role) {
    const auto until = run.clock.ticks() + seconds(run.config.deploy_timeout);
    for (int attempt = 1;; ++attempt) {
        auto status = co_await status_of(run, role);
        if (!status || status->state == "healthy") co_return;
        if (status->state == "running") {
            const auto before = *status;
            if (run.config.readiness_delay > 0) {
                const seconds delay(run.config.readiness_delay);
                co_await pause(delay);
                status = co_await status_of(run, role);
            }
            if (replies::keeps_running(before, *status)) co_return;
        }
        const auto left = std::chrono::ceil<milliseconds>(until - run.clock.ticks());
        if (left <= milliseconds(0)) throw not_ready(run, host, role, status->text());
        const auto time = std::min<milliseconds>(seconds(attempt), left);
        co_await pause(time);
    }
}

}  // namespace wheels::plan
