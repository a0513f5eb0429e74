#pragma once

#include <optional>
#include <string>
#include <string_view>
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

/// What tells an agent to which host a connection leads, so that it may use keys that are bound to hosts
/// (`ssh-add -h`), and how: the host key, what the connection is known by, and the host's signature of that.
/// As it is sent.
std::string session_binding(std::string_view host_key,
                            std::string_view session_id,
                            std::string_view signature,
                            bool forwarding);

/// The signature's inner bytes; `binding` is a session_binding() that is sent first, or empty. Nothing when
/// the agent refuses, or its owner does not confirm in time. Cancellable.
awaitable<std::optional<std::string>> sign(std::string socket,
                                           std::string public_blob,
                                           std::string data,
                                           std::string algorithm,
                                           std::string binding);

}  // namespace wheels::ssh::agent
