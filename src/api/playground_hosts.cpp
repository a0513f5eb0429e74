#include "api/playground_hosts.hpp"

#include <utility>

#include "ssh/host_entry.hpp"

namespace wheels::api {

std::map<std::string, HostSettings> settings_of_playground(const Config& config,
                                                           const std::vector<std::string>& hosts) {
    std::map<std::string, HostSettings> all;
    for (const auto& host : hosts) {
        HostSettings settings;
        settings.is_exact = true;
        settings.host_name = "127.0.0.1";
        settings.port = config.playground->ssh_ports.at(host);
        settings.user = ssh::parse_host_entry(host).user.value_or(config.ssh.user);
        settings.agent_socket = "";
        settings.keys_only = true;
        settings.known_as = "playground";
        settings.host_keys.user_files.emplace();
        settings.host_keys.global_files.emplace();
        settings.host_keys.lines = "playground " + config.playground->host_key + "\n";
        settings.host_keys.may_ask = false;
        all.emplace(host, std::move(settings));
    }
    return all;
}

}  // namespace wheels::api
