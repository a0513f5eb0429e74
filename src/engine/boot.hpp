#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands/replies.hpp"
#include "engine/barrier.hpp"
#include "engine/collaborators.hpp"
#include "engine/host_work.hpp"
#include "plan/scope.hpp"
#include "plan/steps.hpp"
#include "wheels/request.hpp"

namespace wheels::engine {

/// A container that this run started and that does not serve.
struct Leftover {
    std::string host;
    const Role* role = nullptr;
};

/// Replaces the app's containers on hosts: start the new one, gate on its health, switch, stop the old.
///
/// A failed boot stops the new container and leaves the old one serving. Owned by the supervisor, which
/// outlives all of its tasks.
class Boot {
public:
    Boot(const Config& config,
         const plan::Scope& scope,
         Author author,
         HostWork& work,
         const Collaborators& with,
         const executor& on);

    /// Boots all roles of one host, one after the other (or at once with `boot.parallel_roles`).
    awaitable<void> host(std::string host);

    /// What is known of each host; filled before host() is called.
    std::map<std::string, replies::HostFacts> facts;
    bool dry_run = false;

    const std::vector<HostOutcome>& outcomes() const { return outcomes_; }
    /// New containers that were left running when a host's work was cut off before its switch began, or
    /// before a failed one was stopped.
    const std::vector<Leftover>& leftovers() const { return leftovers_; }

private:
    /// How far one role on one host has come: decides what is undone when it stops there.
    enum class Progress { not_started, starting, switching, switched };

    awaitable<void> role(std::string host, const Role* role);
    awaitable<void> start_and_switch(std::string host,
                                     const Role* role,
                                     HostOutcome& outcome,
                                     Progress& progress);
    awaitable<void> gate(std::string host, const Role* role, std::string container_id);
    awaitable<void> stop_old(std::string host, const Role* role, plan::OldContainer old);
    awaitable<void> wait_until_healthy(std::string host, const Role* role);
    awaitable<replies::ContainerStatus> status_of(std::string host, const Role* role);
    awaitable<void> give_up(std::string host, const Role* role, Failure& failure, Progress progress);
    awaitable<std::vector<std::string>> container_log(std::string host, const Role* role);
    void rename_in_facts(const std::string& host, const Role& role, const std::string& new_version);
    plan::Voice voice() const;
    bool is_gatekeeper(const Role* role) const { return role == scope_.primary_role; }

    const Config& config_;
    const plan::Scope& scope_;
    Author author_;
    HostWork& work_;
    const Collaborators& with_;
    Barrier barrier_;
    std::vector<HostOutcome> outcomes_;
    std::vector<Leftover> leftovers_;
};

}  // namespace wheels::engine
