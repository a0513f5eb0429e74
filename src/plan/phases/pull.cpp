#include "plan/phases/pull.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "commands/image.hpp"
#include "plan/phases/registry.hpp"

namespace wheels::plan {
namespace {

Dialogue<> log_in_and_ask(RunState& run, std::string host) {
    auto sequence = login_commands(run.config.registry);
    sequence.push_back(commands::first_mirror());
    const auto results = co_await tell(std::move(sequence));
    const auto& answer = results.back();
    if (!answer.answered || !answer.succeeded()) co_return;
    const auto mirror = std::string(text::trim(answer.out));
    if (!mirror.empty()) run.first_of_mirror.try_emplace(mirror, host);
}

Dialogue<> pull_on(RunState& run, std::string host, Sequence sequence) {
    co_await tell(std::move(sequence));
    run.ledger.pulled(host);
}

Steps pull_steps(RunState& run, const std::vector<std::string>& hosts, const Sequence& before) {
    Steps steps;
    for (const auto& host : hosts) {
        auto sequence = before;
        append(sequence, pull_commands(run));
        const auto place = on_host(host);
        std::optional<Forwarding> forwarding;
        if (const auto port = run.config.registry.local_port()) forwarding = Forwarding{place, *port};
        steps.emplace_back(place, pull_on(run, host, std::move(sequence)), forwarding);
    }
    return steps;
}

bool has_neighbours(const RunState& run) {
    return run.scope.app_hosts.size() > 1;
}

std::vector<std::string> seeding_hosts(const RunState& run) {
    std::vector<std::string> seeding;
    for (const auto& host : run.scope.app_hosts) {
        const auto& firsts = run.first_of_mirror;
        const bool seeds =
            std::any_of(firsts.begin(), firsts.end(), [&](const auto& f) { return f.second == host; });
        if (seeds) seeding.push_back(host);
    }
    return seeding;
}

}  // namespace

Sequence pull_commands(const RunState& run) {
    return {run.audit("Pulled image with version " + run.config.version), commands::clean_image(run.config),
            commands::pull_image(run.config), commands::validate_image(run.config)};
}

Phases pull_image() {
    Phase ask;
    ask.title = "Pull the app image";
    ask.steps = [](RunState& run) {
        if (!has_neighbours(run)) return Steps();
        return on_each(run.scope.app_hosts,
                       [&](const std::string& host) { return log_in_and_ask(run, host); });
    };
    Phase seed;
    seed.steps = [](RunState& run) { return pull_steps(run, seeding_hosts(run), {}); };
    Phase pull;
    pull.steps = [](RunState& run) {
        // Without a mirror to share, the login and the pull need no answer in between.
        const auto before = has_neighbours(run) ? Sequence() : login_commands(run.config.registry);
        return pull_steps(run, without(run.scope.app_hosts, seeding_hosts(run)), before);
    };
    return {std::move(ask), std::move(seed), std::move(pull)};
}

}  // namespace wheels::plan
