#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "wheels/config.hpp"

/// What a playground consists of, by deploy.yml. Pure.
namespace wheels::playground {

/// A container that stands for a host.
struct Place {
    std::string host;                        ///< As in deploy.yml.
    std::string name;                        ///< How it calls itself: a part of that, fit for a host name.
    std::optional<std::string> alias;        ///< By which the others find it; none for an address.
    std::optional<std::string> address;      ///< An IPv4 address that leads to it, on the others.
    std::string user;                        ///< Who logs in by SSH.
    std::optional<std::uint16_t> http_port;  ///< Of its kamal-proxy, where it has one.
};

/// All hosts, those of accessories too, in the order of deploy.yml.
std::vector<Place> layout_of(const Config& config);

/// Images that hosts get from this machine's Docker, each once: the proxy's first, then those of accessories.
std::vector<std::string> images_of(const Config& config);

/// Where somebody at this machine finds what the proxy of a host serves there, when its port is `port` of
/// 127.0.0.1: for each name of deploy.yml below `.localhost`, which leads to 127.0.0.1 in browsers and curl.
std::vector<std::string> urls_of(const Config& config, const std::string& host, std::uint16_t port);

/// The hosts that a request for this name is meant for, in the order of deploy.yml: those whose proxy has
/// that name; where none has, those whose proxy serves whatever comes; else all that have a proxy. An empty
/// name: those that serve the app.
std::vector<std::string> hosts_serving(const Config& config, const std::string& name);

/// What to ask the proxy of a host for, when nobody says: the app where it is served there, else an
/// accessory.
std::string name_served_on(const Config& config, const std::string& host);

/// Address `index` of a network: `172.18.0.0/16`, 1 gives 172.18.0.11. Throws Error{process} for networks
/// that are too small or not IPv4.
std::string address_in(const std::string& subnet, std::size_t index);

}  // namespace wheels::playground
