#pragma once

#include <string>
#include <string_view>

#include "commands/listing.hpp"
#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Containers of the app: one per role, host and version.
namespace wheels::commands {

/// `docker run` of `config.version`. Its stdout is the id of the new container.
/// Throws std::out_of_range when the host is none of the role's.
Command run_app(const Config& config, const Role& role, const std::string& host, const std::string& hostname);

/// Hostname inside of the container: the host, shortened as Kamal does, and a suffix that nobody else has.
std::string container_hostname(const std::string& host, const std::string& random_hex12);

Command rename_container(const Config& config,
                         const Role& role,
                         const std::string& from_version,
                         const std::string& to_version);

/// Stops a container of the role, by name or by id. Unchecked: Kamal goes on when there is nothing to stop.
/// A role without proxy gets `-t drain_timeout`, because nobody drained it before; a `stop_timeout` of
/// deploy.yml wins.
Command stop_container(const Config& config, const Role& role, const std::string& container);
/// The same for the container of `config.version`, if there is one: it may have failed to be made.
Command stop_new_container(const Config& config, const Role& role);

/// The health that Docker reports (`starting`, `healthy`, `unhealthy`), else the state (`running`, `exited`,
/// …).
Command container_status(const Config& config, const Role& role, const std::string& version);
/// The last `lines` lines that the container wrote, both streams together on stdout. Unchecked.
Command container_logs(const Config& config, const Role& role, const std::string& version, int lines);
/// Docker's record of the health checks as JSON; `null` when the image has none. Unchecked.
Command container_health(const Config& config, const Role& role, const std::string& version);

/// Gives the image of `config.version` the tag `latest[-destination]` on the host.
Command tag_latest(const Config& config);

/// Starts the container of `config.version`. Unchecked, as in Kamal: it may be gone, and another one serve.
Command start_container(const Config& config, const Role& role);

/// Removes the container of a version, which must not run.
Command remove_container(const Config& config, const Role& role, const std::string& version);
/// Removes all of the role's that do not run.
Command remove_containers(const Config& config, const Role& role);

/// `docker ps` of the role's containers.
Command app_details(const Config& config, const Role& role, Listing listing = Listing::table);
/// The same of all containers of the app, whatever their state.
Command app_containers(const Config& config, Listing listing = Listing::table);

}  // namespace wheels::commands
