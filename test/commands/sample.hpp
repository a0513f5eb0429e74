#pragma once

#include <string>

#include "wheels/config.hpp"

/// A configuration with a role behind the proxy and one that is not; tests change what they are about.
inline wheels::Config sample_config() {
    wheels::Role web;
    web.name = "web";
    web.hosts = {"10.0.0.1", "10.0.0.2"};
    web.env_by_host["10.0.0.1"] = {};
    web.env_by_host["10.0.0.2"] = {};
    web.proxy.emplace();
    web.proxy->hosts = {"app.test"};

    wheels::Role workers;
    workers.name = "workers";
    workers.hosts = {"10.0.0.2"};
    workers.env_by_host["10.0.0.2"] = {};
    workers.cmd = "bin/jobs --queue default";

    wheels::Config config;
    config.service = "app";
    config.image = "org/app";
    config.version = "v2";
    config.registry.server = "reg.test:5000";
    config.registry.username = "deployer";
    config.registry.password = wheels::Secret("bedpass");
    config.roles = {web, workers};
    return config;
}

inline wheels::Config sample_staging() {
    auto config = sample_config();
    config.destination = "staging";
    return config;
}
