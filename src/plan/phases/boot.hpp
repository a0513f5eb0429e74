#pragma once

#include <optional>
#include <string>

#include "plan/phase.hpp"

namespace wheels::plan {

/// Replaces the app's containers: start the new one, gate on its health, switch, stop the old one. In groups
/// of `boot/limit` hosts with `boot/wait` between them, each between the hooks pre-app-boot and
/// post-app-boot.
///
/// A failed boot stops the new container and leaves the old one serving (Kamal 2.12: cli/app/boot.rb).
Phases boot_app(const RunState& run);
/// The same on these hosts only, all at once. The first of all hosts that boot must have the primary role.
Phases boot_app_on(std::vector<std::string> hosts);

/// All roles of one host, one after the other.
Dialogue<> boot_host(RunState& run, std::string host);
Dialogue<> boot_role(RunState& run, std::string host, const Role& role);
/// Starts one of the version, up to `docker run`. Its id; a placeholder where nobody was asked.
Dialogue<std::string> start_container(RunState& run, std::string host, const Role& role);
/// `work` starts a container of the role. Where that fails, the ledger is told and the container stopped, as
/// far as the host can be reached; throws what went wrong.
Dialogue<> or_give_up(RunState& run, std::string host, const Role& role, Dialogue<> work);

/// The container that serves now and is to be stopped after the switch.
struct OldContainer {
    std::string version;
    std::string name;
    std::string id;  ///< Which a renaming leaves alone; the name where nobody asked the host.
};
std::optional<OldContainer> old_container(const RunState& run,
                                          const Role& role,
                                          const replies::HostFacts& facts,
                                          const Served& served = std::nullopt);
/// Stands for the serving version where nobody asked the host.
inline constexpr const char* unknown_version = "<running version>";

/// What is known of the host.
const replies::HostFacts& facts_of(const RunState& run, const std::string& host);
const Served& served_on(const RunState& run, const std::string& host);

/// A container of the version that is being deployed is in the way of the new one. Nothing where there is
/// none.
Sequence rename_commands(const RunState& run,
                         const Role& role,
                         const replies::HostFacts& facts,
                         const std::string& new_version);
/// Up to `docker run`, whose answer is the new container's id.
Sequence start_commands(const RunState& run, const Role& role, const std::string& host);

}  // namespace wheels::plan
