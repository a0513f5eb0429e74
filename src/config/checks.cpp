#include "config/checks.hpp"

#include <algorithm>
#include <map>

#include "base/gem_version.hpp"
#include "base/text.hpp"
#include "config/names.hpp"

namespace wheels::config {
namespace {

bool is_service_name(const std::string& name) {
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
               c == '-';
    });
}

void check_image(const Node& root, const Config& config) {
    const auto wrong = wrong_with_repository(config.image, !config.registry.server);
    const auto image = root.at("image");
    if (image.is_present()) {
        image.problem_if_any(wrong);
    } else if (!wrong.empty()) {
        image.problem("The service names the image too, and `" + config.image + "` " + wrong +
                      ", under `image`");
    }
}

void check_required(const Node& root, const Config& config) {
    const auto service = root.at("service");
    if (config.service.empty()) {
        service.missing("Missing required configuration for service: add `service: NAME`");
    } else if (!is_service_name(config.service)) {
        service.problem("Service name can only include alphanumeric characters, hyphens, and underscores");
    } else if (config.service.front() == '-' || config.service.front() == '_') {
        service.problem("Service name has to begin with a letter or a digit: containers begin with it");
    }
    if (!root.at("registry").is_present()) {
        root.at("registry").missing("Missing required configuration for registry: add username and password");
    } else if (config.image.empty()) {
        root.at("image").missing("Missing required configuration for image: add `image: NAME`");
    } else {
        check_image(root, config);
    }
}

void check_roles(const Node& root, const Config& config) {
    const auto servers = root.at("servers");
    if (!servers.exists()) {
        if (!root.at("accessories").is_present()) {
            servers.missing("No servers or accessories specified: add `servers:` with a list of hosts");
        }
        return;
    }
    if (!servers.is_map() && !servers.is_list()) return;
    const auto primary = std::find_if(config.roles.begin(), config.roles.end(),
                                      [&](const Role& r) { return r.name == config.primary_role; });
    if (primary == config.roles.end()) {
        std::vector<std::string> names;
        for (const auto& role : config.roles) names.push_back(role.name);
        const auto blamed = root.at("primary_role").exists() ? root.at("primary_role") : servers;
        if (root.at("primary_role").exists() && root.at("primary_role").is_blamed()) return;
        const auto& name = config.primary_role;
        blamed.problem("The primary_role " + (name.empty() ? "''" : name) +
                       " isn't defined: set `primary_role` to " +
                       (names.empty() ? "a role" : "one of " + text::join(names, ", ")));
        return;
    }
    const auto place = [&](const Role& role) { return servers.is_map() ? servers.at(role.name) : servers; };
    if (primary->hosts.empty()) {
        place(*primary).missing("No servers specified for the " + primary->name + " primary_role");
    }
    if (root.at("allow_empty_roles").is_true()) return;
    for (const auto& role : config.roles) {
        if (!role.hosts.empty() || &role == &*primary) continue;
        place(role).missing("No servers specified for the " + role.name +
                            " role. You can ignore this with allow_empty_roles: true");
    }
}

void check_ssl(const Node& root, const Config& config) {
    std::map<std::string, std::string> role_of_name;
    for (const auto& role : config.roles) {
        if (!role.proxy || !role.proxy->ssl) continue;
        auto blamed = root.at("servers").at(role.name).at("proxy").at("ssl");
        if (!blamed.exists()) blamed = root.at("proxy").at("ssl");
        const bool own_certificate = blamed.at("certificate_pem").is_present();
        if (role.hosts.size() > 1 && !own_certificate) {
            blamed.problem(
                "SSL is only supported on a single server unless you provide custom certificates, found " +
                std::to_string(role.hosts.size()) + " servers for role " + role.name);
        }
        for (const auto& name : role.proxy->hosts) {
            const auto [known, added] = role_of_name.emplace(name, role.name);
            if (added) continue;
            blamed.problem("Different roles can't share the same host for SSL: " + name + " is served by " +
                           known->second + " and " + role.name);
        }
    }
}

void check_proxy_runs(const Node& root, const Config& config) {
    std::map<std::string, ProxyRun> run_on;
    const auto add = [&](const Proxy& proxy, const std::vector<std::string>& hosts, const Node& blamed) {
        for (const auto& host : hosts) {
            if (!proxy.run) continue;
            const auto [known, added] = run_on.emplace(host, *proxy.run);
            if (!added && !(known->second == *proxy.run)) {
                blamed.problem("Conflicting proxy run configurations for host " + host);
            }
        }
    };
    for (const auto& role : config.roles) {
        if (role.proxy) add(*role.proxy, role.hosts, root.at("servers").at(role.name).at("proxy").at("run"));
    }
    for (const auto& accessory : config.accessories) {
        const auto blamed = root.at("accessories").at(accessory.name).at("proxy").at("run");
        if (accessory.proxy) add(*accessory.proxy, accessory.hosts, blamed);
    }
}

}  // namespace

bool lacks_destination(const Node& root, const std::optional<std::string>& destination) {
    const auto required = root.at("require_destination");
    const bool lacks = required.is_true() && !destination;
    if (lacks) required.problem("You must specify a destination: --destination NAME");
    return lacks;
}

void check_config(const Node& root, const Config& config) {
    check_required(root, config);
    check_roles(root, config);
    check_ssl(root, config);
    check_proxy_runs(root, config);
    const auto minimum = root.at("minimum_version");
    if (!config.minimum_version) return;
    if (!gem_version::is_valid(*config.minimum_version)) {
        minimum.problem("'" + *config.minimum_version + "' is no version: write one such as 2.12.0");
    } else if (gem_version::is_older(kamal_version, *config.minimum_version)) {
        minimum.problem(std::string("Current version is ") + kamal_version + ", minimum required is " +
                        *config.minimum_version);
    }
}

}  // namespace wheels::config
