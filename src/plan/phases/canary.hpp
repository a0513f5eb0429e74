#pragma once

#include <string>

#include "plan/canary.hpp"
#include "plan/phase.hpp"
#include "plan/phases/boot.hpp"

/// A canary: a second container of a role, which kamal-proxy gives a share of the requests.
namespace wheels::plan {

/// Asks kamal-proxy for its rollouts, on every host with a role behind it. A proxy that does not answer is a
/// failure.
Phase ask_proxies();
/// Throws Error{command_failed} where a role is not served, or is so by the version that is being shipped.
Phase check_room_for_canary();
/// Throws Error{command_failed} where no host has a canary. These come after ask_proxies().
Phase check_some_canary();
/// The same, and where one is not of the version of the run, or does not run.
Phase check_promotable();

/// Starts the second containers, and when all of them are healthy gives them their share, everywhere at once.
/// A failure on one host ends the canary on all: the failure path stops it.
Phases start_canary(const CanaryShare& share);
Phase set_share(const CanaryShare& share);
/// Takes the share of every canary, and stops it.
Phase end_canaries(std::string title);
/// The same, without an ask_proxies() before it, where a host has more containers running than one.
Phase end_forgotten_canaries();
Dialogue<> end_forgotten_canaries_on(RunState& run, std::string host);

/// What serves the requests that the canary does not get: kamal-proxy knows best.
std::optional<OldContainer> container_beside_canary(const RunState& run,
                                                    const std::string& host,
                                                    const Role& role);
/// The canary that the version of the run is to be served by, on this host; unset: its container has to be
/// started.
std::optional<Canary> canary_to_promote(const RunState& run, const std::string& host, const Role& role);

}  // namespace wheels::plan
