#include "plan/ledger.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <utility>

namespace wheels::plan {

using State = RoleOutcome::State;

Ledger::Ledger(const Scope& scope) {
    for (const auto& host : scope.hosts) {
        for (const auto* role : scope.roles_on(host)) {
            RoleOutcome outcome;
            outcome.host = host;
            outcome.role = role->name;
            outcomes_.push_back(std::move(outcome));
            Traces traces;
            traces.role = role;
            traces_.push_back(traces);
        }
    }
}

Ledger::Entry Ledger::entry(const std::string& host, const Role& role) {
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        if (outcomes_[i].host == host && outcomes_[i].role == role.name) return {outcomes_[i], traces_[i]};
    }
    throw std::logic_error("role " + role.name + " is not in scope on " + host);
}

void Ledger::pulled(const std::string& host) {
    for (auto& outcome : outcomes_) {
        if (outcome.host == host && outcome.state == State::untouched) outcome.state = State::pulled;
    }
}

void Ledger::replaces(const std::string& host, const Role& role, std::string version, std::string id) {
    auto& outcome = entry(host, role).outcome;
    outcome.old_version = std::move(version);
    outcome.old_id = std::move(id);
}

void Ledger::starting(const std::string& host, const Role& role) {
    const auto at = entry(host, role);
    at.outcome.state = State::started;
    at.traces.new_one_may_run = true;
}

void Ledger::started(const std::string& host, const Role& role, std::string id) {
    entry(host, role).outcome.id = std::move(id);
}

void Ledger::sharing(const std::string& host, const Role& role) {
    entry(host, role).traces.shares = true;
}

void Ledger::shares(const std::string& host, const Role& role) {
    const auto at = entry(host, role);
    at.outcome.state = State::shares;
    at.traces.new_one_may_run = false;
}

void Ledger::switching(const std::string& host, const Role& role) {
    entry(host, role).traces.in_switch = true;
}

void Ledger::switched(const std::string& host, const Role& role) {
    const auto at = entry(host, role);
    at.outcome.state = State::switched;
    at.traces.in_switch = false;
    at.traces.new_one_may_run = false;
}

void Ledger::old_stopped(const std::string& host, const Role& role) {
    entry(host, role).outcome.state = State::old_stopped;
}

void Ledger::failed(const std::string& host, const Role& role, const std::string& step) {
    const auto at = entry(host, role);
    at.traces.in_switch = false;
    at.outcome.state = State::failed;
    at.outcome.failed_step = step;
}

void Ledger::broke_off(const std::string& host, const Role& role, const std::string& step) {
    const auto at = entry(host, role);
    if (at.outcome.state == State::switched || at.outcome.state == State::old_stopped) return;
    // Both containers are left running, so that the one that serves is among them.
    at.outcome.state = at.traces.in_switch ? State::unknown : State::failed;
    at.outcome.failed_step = step;
}

void Ledger::new_one_stopped(const std::string& host, const Role& role) {
    entry(host, role).traces.new_one_may_run = false;
}

void Ledger::failed(Failure failure) {
    const auto of_host = [&](const RoleOutcome& outcome) { return outcome.host == failure.host; };
    const auto has_begun = [&](const RoleOutcome& outcome) {
        return of_host(outcome) && outcome.state != State::untouched && outcome.state != State::pulled;
    };
    if (moves_roles_ && std::none_of(outcomes_.begin(), outcomes_.end(), has_begun)) {
        for (auto& outcome : outcomes_) {
            if (!of_host(outcome)) continue;
            outcome.state = State::failed;
            outcome.failed_step = failure.step;
        }
    }
    failures_.push_back(std::move(failure));
}

std::vector<Leftover> Ledger::leftovers() const {
    std::vector<Leftover> found;
    for (std::size_t i = 0; i < outcomes_.size(); ++i) {
        if (traces_[i].new_one_may_run && !traces_[i].in_switch)
            found.push_back({outcomes_[i].host, traces_[i].role, traces_[i].shares});
    }
    return found;
}

bool Ledger::has_failed(const std::string& host) const {
    return std::any_of(failures_.begin(), failures_.end(),
                       [&](const Failure& failure) { return failure.host == host; });
}

Error Ledger::error(const std::vector<std::string>& hosts) const {
    std::vector<Failure> ordered;
    for (const auto& host : hosts) {
        for (const auto& failure : failures_) {
            if (failure.host == host) ordered.push_back(failure);
        }
    }
    for (const auto& failure : failures_) {  // this machine, the one that builds
        if (std::find(hosts.begin(), hosts.end(), failure.host) == hosts.end()) ordered.push_back(failure);
    }
    return Error(std::move(ordered));
}

}  // namespace wheels::plan
