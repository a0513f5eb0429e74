#include "plan/phases/retire.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "commands/app.hpp"
#include "commands/assets.hpp"
#include "commands/failed_command.hpp"
#include "commands/proxy_files.hpp"
#include "commands/rollout.hpp"

namespace wheels::plan {
namespace {

constexpr int log_lines = 20;

bool is_unhealthy(const Failure& failure) {
    return failure.kind == ErrorKind::unhealthy ||
           std::any_of(failure.remote_lines.begin(), failure.remote_lines.end(),
                       [](const std::string& line) { return replies::says_unhealthy(line); });
}

bool has_leftover(const RunState& run, const std::string& host, const Role& role) {
    const auto leftovers = run.ledger.leftovers();
    return std::any_of(leftovers.begin(), leftovers.end(),
                       [&](const Leftover& l) { return l.host == host && l.role == &role; });
}

// That there is none any more is as good as that it stopped.
bool still_runs(const ExecResult& stop) {
    return stop.answered && !stop.succeeded() && !replies::no_such_container(stop.err);
}

Dialogue<std::vector<std::string>> last_words(RunState& run, std::string host, const Role& role) {
    const auto& version = run.config.version;
    Sequence ask{commands::container_logs(run.config, role, version, log_lines),
                 commands::container_health(run.config, role, version)};
    const auto results = co_await attempt(run, host, std::move(ask));
    std::vector<std::string> words;
    for (const auto& result : results) {
        for (auto& line : text::lines(text::trim(result.out))) {
            if (line != "null") words.push_back(std::move(line));
        }
    }
    co_return words;
}

}  // namespace

Dialogue<> retire_old(RunState& run, std::string host, const Role& role, std::optional<OldContainer> old) {
    if (!old) {
        run.ledger.old_stopped(host, role);
        co_return;
    }
    Sequence sequence{commands::stop_container(run.config, role, old->id)};
    if (role.asset_path) sequence.push_back(commands::clean_up_assets(run.config, role));
    if (run.config.error_pages_path) sequence.push_back(commands::clean_up_error_pages(run.config));
    const auto results = co_await attempt(run, host, std::move(sequence));
    if (results.empty()) co_return;
    const auto& stopped = results.front();
    if (!stopped.answered) co_return;
    if (stopped.succeeded()) {
        run.ledger.old_stopped(host, role);
    } else {
        run.warn(host, fmt::format("the old container {} could not be stopped: {}", old->name,
                                   text::one_line(stopped.err)));
    }
}

Dialogue<> give_up(RunState& run, std::string host, const Role& role, Failure& failure) {
    if (is_unhealthy(failure)) {
        failure.kind = ErrorKind::unhealthy;
        failure.container_log = co_await last_words(run, host, role);
    }
    if (!has_leftover(run, host, role)) co_return;
    Sequence stop{commands::stop_new_container(run.config, role)};
    const auto results = co_await attempt(run, host, std::move(stop));
    if (results.empty()) co_return;
    if (still_runs(results.back())) {
        run.warn(host, fmt::format("the new container {} could not be stopped: {}",
                                   run.config.container_name(role, run.config.version),
                                   text::one_line(results.back().err)));
    } else {
        run.ledger.new_one_stopped(host, role);
    }
}

Dialogue<> stop_leftover(RunState& run, Leftover leftover) {
    const auto stop = commands::stop_new_container(run.config, *leftover.role);
    Sequence sequence;
    if (leftover.shares) {
        sequence.push_back(commands::rollout_stop(run.config, *leftover.role));
        sequence.back().checked = true;  // as long as it has a share, it must not be stopped
    }
    sequence.push_back(stop);
    const auto results = co_await tell(std::move(sequence));
    if (still_runs(results.back())) throw commands::failed_command(leftover.host, stop, results.back());
    run.ledger.new_one_stopped(leftover.host, *leftover.role);
}

}  // namespace wheels::plan
