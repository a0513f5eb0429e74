#pragma once

#include <string>
#include <vector>

#include "plan/phase.hpp"
#include "wheels/request.hpp"

/// kamal-proxy on the hosts (Kamal 2.12: cli/proxy.rb).
namespace wheels::plan {

/// Starts it where it does not run. Throws Error where it is too old. `pulled`: the hosts of the app have
/// logged in to the registry.
Phase ensure_proxy(bool pulled);

/// Replaces its container, between the hooks pre-proxy-reboot and post-proxy-reboot; with `rolling` one host
/// after the other, each with hooks of its own.
Phases reboot_proxy(const RunState& run, bool rolling);
/// Stops and removes what Kamal 1 and 2 have there, images too.
Phase replace_traefik();

Phase start_proxy();
Phase stop_proxy();
Phase remove_proxy_container();
Phase remove_proxy_image();
Phase remove_proxy_directory();
Phases remove_proxy();
/// Throws Error that names the apps which have a folder on a host.
Phases refuse_while_apps_use_it();
/// Removes it if no host has an app any more; else a notice says which keep it.
Phases remove_unused_proxy();

Phase set_boot_config(const verb::ProxyBootConfigSet& settings);
Phase reset_boot_config();

/// Each host alone, or all at once.
std::vector<std::vector<std::string>> groups_of(const std::vector<std::string>& hosts, bool rolling);

}  // namespace wheels::plan
