#pragma once

#include <string>
#include <vector>

#include "wheels/config.hpp"

namespace wheels::test {

inline Role sample_role(std::string name, std::vector<std::string> hosts, bool with_proxy) {
    Role role;
    role.name = std::move(name);
    role.hosts = std::move(hosts);
    for (const auto& host : role.hosts) role.env_by_host[host] = Env();
    role.logging.options = {{"max-size", "10m"}};
    if (with_proxy) role.proxy = Proxy();
    return role;
}

/// `web` on h1, h2, h3 behind the proxy; `workers` on h3 without. Nothing waits.
inline Config sample_config() {
    Config config;
    config.service = "app";
    config.image = "org/app";
    config.version = "v2";
    config.registry.server = "registry.test:5000";
    config.registry.username = "deployer";
    config.registry.password = Secret("registry-password");
    config.roles = {sample_role("web", {"h1", "h2", "h3"}, true), sample_role("workers", {"h3"}, false)};
    config.readiness_delay = 0;
    config.deploy_timeout = 1;
    config.secrets["DATABASE_PASSWORD"] = Secret("database-password");
    return config;
}

}  // namespace wheels::test
