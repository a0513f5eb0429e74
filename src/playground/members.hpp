#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "playground/docker_lines.hpp"
#include "wheels/config.hpp"

/// Which containers there are, as Docker tells it. Pure.
namespace wheels::playground {

struct Member {
    Member() {}

    std::string container;
    bool running = false;
    std::string id;       ///< Of its playground.
    std::string project;  ///< The folder that it was brought up from.
    std::string service;
    std::string host;  ///< Empty: the registry.
    Ports ports;
    std::uint16_t registry_port = 0;
    std::string made_for;  ///< As fingerprint_of() has it.
    std::string base;
    std::optional<Keys> keys;  ///< Of the registry alone.
};

/// For `docker ps --format`.
std::string member_format();
/// Lines that make no sense are passed over.
std::vector<Member> parse_members(const std::string& answer);

/// The registry among them, with its keys; null when there is none.
const Member* registry_among(const std::vector<Member>& members);
const Member* host_among(const std::vector<Member>& members, const std::string& host);

/// The configuration for a run in the playground: hosts are reached through the ports of their containers,
/// the image comes from the playground's registry and is built on this machine, TLS is off, and nothing of it
/// leads elsewhere. A container that is switched off keeps its port.
///
/// Throws Error{usage} where the playground is not up, or a host has no container in it.
Config in_playground(Config config, const std::vector<Member>& members);

}  // namespace wheels::playground
