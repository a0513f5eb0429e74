#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wheels/command.hpp"
#include "wheels/exec_result.hpp"

namespace wheels::testing {

/// A small model of what the engine's commands do to a server with Docker and kamal-proxy.
struct Server {
    struct Container {
        std::string id;  ///< 64 digits.
        std::string name;
        std::string role;
        bool running = true;
        std::string service = "app";
    };
    /// A second container at the proxy; `percent` unset: it has no share.
    struct Rollout {
        std::string id;  ///< 12 digits.
        std::optional<int> percent;
    };

    std::vector<Container> containers;           ///< Oldest first.
    std::map<std::string, std::string> serving;  ///< Service at the proxy -> container id, 12 digits.
    std::map<std::string, Rollout> rollouts;     ///< By service.
    std::optional<std::string> lock_details;     ///< As in the file; set while the lock is held.

    /// What one command does and answers; one that it does not know does nothing, and succeeds.
    /// `next_id`: of containers; of all servers, so that no two have the same.
    ExecResult perform(const Command& command, std::size_t& next_id);

    const Container& add(std::string name, std::string role, std::size_t& next_id);
    /// Whether the container with these 12 digits runs.
    bool runs(const std::string& id) const;
};

}  // namespace wheels::testing
