#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/coroutine.hpp"

/// A client of ssh-agent that does not block (libssh2's does). Every call is a connection of its own.
namespace wheels::ssh::agent {

struct Key {
    std::string public_blob;
    std::string comment;
};

/// The keys it holds. Nothing when there is no agent, or none that answers within some seconds. Cancellable.
awaitable<std::optional<std::vector<Key>>> list(std::string socket);

/// The signature's inner bytes; nothing when the agent refuses, or its owner does not confirm in time.
/// Cancellable.
awaitable<std::optional<std::string>> sign(std::string socket,
                                           std::string public_blob,
                                           std::string data,
                                           std::string algorithm);

}  // namespace wheels::ssh::agent
