#include "plan/phases/proxy.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/proxy.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

void check_version(const replies::HostFacts& facts, const std::string& host) {
    if (!facts.proxy_image || !commands::proxy_version_too_old(*facts.proxy_image)) return;
    throw failed(failure(ErrorKind::command_failed, host, "check kamal-proxy",
                         fmt::format("{} is too old, at least {} is needed: reboot it with "
                                     "`kamal proxy reboot`",
                                     *facts.proxy_image, commands::proxy_minimum_version)));
}

Dialogue<> ensure_proxy_on(RunState& run, std::string host) {
    check_version(run.facts[host], host);
    Sequence sequence;
    // The others are logged in since the pull.
    if (!text::contains(run.scope.app_hosts, host)) sequence = login_commands(run.config.registry);
    sequence.push_back(commands::ensure_proxy_directory());
    sequence.push_back(commands::start_or_run_proxy(run.config, host));
    co_await tell(std::move(sequence));
}

}  // namespace

Phase ensure_proxy() {
    Phase phase;
    phase.title = "Ensure kamal-proxy is running";
    phase.steps = [](RunState& run) {
        return on_each(run.scope.proxy_hosts,
                       [&](const std::string& host) { return ensure_proxy_on(run, host); });
    };
    return phase;
}

}  // namespace wheels::plan
