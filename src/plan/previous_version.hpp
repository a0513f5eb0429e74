#pragma once

#include <map>
#include <optional>
#include <string>

#include "commands/replies.hpp"
#include "plan/scope.hpp"
#include "wheels/config.hpp"
#include "wheels/report.hpp"

namespace wheels::plan {

/// The version that a rollback goes back to when nobody names one, from what is known of the hosts
/// (commands::probe_closely). Pure.
///
/// A version is as old as its first container, those that were replaced included: so it stays as old as it
/// was when a rollback makes its container anew, and a second rollback goes further back. Of those that are
/// older than what runs (the newest, where hosts run different ones) and that every role has on each of its
/// hosts, it is the one whose container was made last: the one that was running before, also after a
/// rollback.
///
/// Throws Error{command_failed} that names the hosts which lack a version when there is none. Unset where
/// hosts were not asked.
std::optional<PreviousVersion> previous_version(const Config& config,
                                                const Scope& scope,
                                                const std::map<std::string, replies::HostFacts>& facts);

}  // namespace wheels::plan
