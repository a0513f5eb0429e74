#include "plan/phases/status.hpp"

#include <utility>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "commands/image.hpp"
#include "commands/lock.hpp"
#include "commands/probe.hpp"
#include "commands/proxy.hpp"
#include "plan/phases/connect.hpp"
#include "plan/phases/probe.hpp"

namespace wheels::plan {
namespace {

std::vector<std::string> asked_hosts(const RunState& run) {
    auto hosts = run.scope.app_hosts;
    const auto lock_host = run.config.primary_host();
    if (!text::contains(hosts, lock_host)) hosts.push_back(lock_host);
    return hosts;
}

Looked read(const RunState& run, const std::string& host, const std::vector<ExecResult>& answers) {
    Looked looked;
    try {
        looked.facts = replies::parse_probe(answers[0].out, run.config);
    } catch (const Error& error) {
        throw failed(failure_of(error, host, "look at the host"));
    }
    if (answers[1].succeeded()) looked.served = replies::parse_proxy_list(answers[1].out);
    looked.images = replies::parse_image_times(answers[2].out);
    looked.rollouts = served_in(answers[3]);
    return looked;
}

void read_lock(RunState& run, const ExecResult& answer) {
    run.status.lock_known = true;
    if (answer.succeeded())
        run.status.lock = std::string(text::trim(replies::decode_lock_details(answer.out)));
}

/// All of it in one round trip.
Dialogue<> look(RunState& run, std::string host) {
    const bool has_app = text::contains(run.scope.app_hosts, host);
    Sequence sequence;
    if (has_app) {
        sequence.push_back(commands::probe_closely(run.config));
        sequence.push_back(commands::list_proxy_services());
        sequence.push_back(commands::image_times(run.config));
        sequence.push_back(commands::read_proxy_state());
    }
    const bool has_lock = host == run.config.primary_host();
    if (has_lock) sequence.push_back(commands::lock_details(run.config));
    const auto answers = co_await tell(std::move(sequence));
    if (answers.empty() || !answers.front().answered) co_return;
    if (has_lock) read_lock(run, answers.back());
    if (has_app) run.looked[host] = read(run, host, answers);
}

std::string trouble_of(const RunState& run, const std::string& host) {
    for (const auto& failure : run.ledger.failures()) {
        if (failure.host == host) return failure.message;
    }
    return {};
}

Dialogue<> sum_up(RunState& run) {
    for (const auto& host : run.scope.app_hosts) {
        const auto found = run.looked.find(host);
        const auto trouble = trouble_of(run, host);
        if (found == run.looked.end() && trouble.empty()) co_return;  // nobody was asked
        for (const auto* role : run.scope.roles_on(host)) {
            if (found != run.looked.end()) {
                for (auto& status : role_statuses(run.config, host, *role, found->second))
                    run.status.roles.push_back(std::move(status));
                continue;
            }
            RoleStatus status;
            status.host = host;
            status.role = role->name;
            status.trouble = trouble;
            run.status.roles.push_back(std::move(status));
        }
    }
    run.status.at = run.clock.now();
    run.status_is_known = true;
}

}  // namespace

Phases ask_status(const RunState& run) {
    Phase look_at_them;
    look_at_them.steps = [](RunState& state) {
        return on_each(asked_hosts(state), [&](const std::string& host) { return look(state, host); });
    };
    return {connect_to(asked_hosts(run)), std::move(look_at_them), on_this_machine({}, sum_up)};
}

}  // namespace wheels::plan
