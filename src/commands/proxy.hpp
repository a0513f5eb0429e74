#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "commands/listing.hpp"
#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// kamal-proxy: its network, its container, and what it is told.
namespace wheels::commands {

/// The oldest kamal-proxy that understands what we send.
inline constexpr std::string_view proxy_minimum_version = "v0.9.2";

/// Does nothing when the network is there already.
Command create_network();
Command ensure_proxy_directory();

/// Starts the proxy's container, or runs a new one: with `proxy/run` of deploy.yml, else with what
/// Kamal's `proxy boot_config` left in `.kamal/proxy`.
Command start_or_run_proxy(const Config& config, const std::string& host);

/// Runs a new container, in the same way.
Command run_proxy(const Config& config, const std::string& host);
Command start_proxy();
/// Unchecked: there may be none.
Command stop_proxy();
/// Removes its container, which must not run; its image, which no container may use.
Command remove_proxy_container();
Command remove_proxy_image();
/// Stops and removes what Kamal 1 had in its place. Unchecked: there may be none.
Sequence clean_up_traefik();

/// What the proxy serves: a role, or an accessory.
struct ProxyService {
    std::string name;
    std::string role;  ///< Empty for an accessory.
    const Proxy& proxy;
};

/// Makes the container the service's target. Returns when it is healthy and the old one is drained.
Command proxy_deploy(const Config& config, const ProxyService& service, const std::string& container_id);
/// The same for a role behind the proxy.
Command proxy_deploy(const Config& config, const Role& role, const std::string& container_id);

/// The service is answered no more, until it is deployed again. Unchecked: the proxy may not know it.
Command proxy_remove_service(const std::string& service);
/// The proxy answers with a page of its own, once requests have had `drain_timeout` seconds to end.
Command proxy_stop_service(const std::string& service,
                           std::int64_t drain_timeout,
                           const std::optional<std::string>& message);
/// It leads to the app again.
Command proxy_resume_service(const std::string& service);

/// What the proxy serves; replies::parse_proxy_list reads the answer. Unchecked: it may not run.
Command list_proxy_services();

/// `docker ps` of the proxy.
Command proxy_details(Listing listing = Listing::table);

/// `proxy/run` of the first role or accessory on the host that has one; the validator holds them to be equal.
std::optional<ProxyRun> proxy_run_for(const Config& config, const std::string& host);

/// The tag of an image, without its digest; empty when it has none.
std::string_view proxy_tag(std::string_view image);
/// Whether the proxy's image (`basecamp/kamal-proxy:v0.8.0`) is older than `proxy_minimum_version`. A tag
/// that is no version (`latest`) counts as new, and so does a digest alone, which nobody can judge.
bool proxy_version_too_old(std::string_view image);

}  // namespace wheels::commands
