#include "wheels/config.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "base/port.hpp"

namespace wheels {
namespace {

/// Hosts in the order in which they are added, each once. Refers to what it was given.
class UniqueHosts {
public:
    void add(const std::vector<std::string>& hosts) {
        for (const auto& host : hosts) {
            if (known_.insert(host).second) hosts_.push_back(host);
        }
    }
    std::vector<std::string> take() { return std::move(hosts_); }

private:
    std::unordered_set<std::string_view> known_;
    std::vector<std::string> hosts_;
};

}  // namespace

HookOutputMode HookSettings::output_for(std::string_view hook) const {
    const auto own = output_by_hook.find(std::string(hook));
    return own == output_by_hook.end() ? output : own->second;
}

bool Registry::is_local() const {
    return server && server->rfind("localhost:", 0) == 0;
}

std::optional<std::uint16_t> Registry::local_port() const {
    if (!is_local()) return std::nullopt;
    return parse_port(std::string_view(*server).substr(server->find(':') + 1));
}

const Role& Config::role(std::string_view name) const {
    const auto found =
        std::find_if(roles.begin(), roles.end(), [&](const Role& r) { return r.name == name; });
    if (found == roles.end()) throw std::out_of_range("no role " + std::string(name));
    return *found;
}

std::string Config::primary_host() const {
    return roles.empty() ? all_hosts().at(0) : role(primary_role).hosts.at(0);
}

std::vector<std::string> Config::all_hosts() const {
    UniqueHosts hosts;
    for (const auto& role : roles) hosts.add(role.hosts);
    for (const auto& accessory : accessories) hosts.add(accessory.hosts);
    return hosts.take();
}

std::vector<std::string> Config::app_hosts() const {
    UniqueHosts hosts;
    for (const auto& role : roles) hosts.add(role.hosts);
    return hosts.take();
}

std::vector<std::string> Config::proxy_hosts() const {
    UniqueHosts hosts;
    for (const auto& role : roles) {
        if (role.proxy) hosts.add(role.hosts);
    }
    for (const auto& accessory : accessories) {
        if (accessory.proxy) hosts.add(accessory.hosts);
    }
    return hosts.take();
}

std::vector<const Role*> Config::roles_on(std::string_view host) const {
    std::vector<const Role*> found;
    for (const auto& role : roles) {
        if (std::find(role.hosts.begin(), role.hosts.end(), host) != role.hosts.end()) found.push_back(&role);
    }
    return found;
}

std::string Config::service_and_destination() const {
    return destination ? service + "-" + *destination : service;
}

std::string Config::repository() const {
    return registry.server ? *registry.server + "/" + image : image;
}

std::string Config::absolute_image() const {
    return repository() + ":" + version;
}

std::string Config::latest_tag() const {
    return destination ? "latest-" + *destination : "latest";
}

std::string Config::latest_image() const {
    return repository() + ":" + latest_tag();
}

std::string Config::container_prefix(const Role& role) const {
    return service + "-" + role.name + (destination ? "-" + *destination : "");
}

std::string Config::container_name(const Role& role, std::string_view of_version) const {
    return container_prefix(role) + "-" + std::string(of_version);
}

std::vector<Secret> Config::sensitive() const {
    std::vector<Secret> all;
    const auto add_certificate = [&all](const std::optional<Proxy>& proxy) {
        if (!proxy || !proxy->certificate) return;
        all.push_back(proxy->certificate->certificate_pem);
        all.push_back(proxy->certificate->private_key_pem);
    };
    for (const auto& [name, secret] : secrets) all.push_back(secret);
    all.push_back(registry.password);
    for (const auto& accessory : accessories) {
        if (accessory.registry) all.push_back(accessory.registry->password);
        for (const auto& variable : accessory.env.secret) all.push_back(variable.value);
        add_certificate(accessory.proxy);
    }
    for (const auto& variable : builder.secrets) all.push_back(variable.value);
    all.insert(all.end(), ssh.key_data.begin(), ssh.key_data.end());
    for (const auto& role : roles) {
        add_certificate(role.proxy);
        for (const auto& [host, env] : role.env_by_host) {
            for (const auto& variable : env.secret) all.push_back(variable.value);
        }
    }
    return all;
}

}  // namespace wheels
