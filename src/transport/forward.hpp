#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>

#include "async/coroutine.hpp"

namespace wheels {

/// `ssh -R port:localhost:local_port`: who connects to the host's own `localhost:port` is connected to
/// `localhost:local_port` of this machine. It has a constructor on purpose (see Command).
struct ForwardedPort {
    ForwardedPort(std::uint16_t on_the_host, std::uint16_t here) : port(on_the_host), local_port(here) {}

    std::uint16_t port;
    std::uint16_t local_port;
};
static_assert(!std::is_aggregate_v<ForwardedPort>);

/// A port of a host that leads to this machine, from when it is made until it is closed or destroyed.
class Forward {
public:
    virtual ~Forward() = default;

    /// Carries the connections, many at once; those that came before it was called wait for it.
    ///
    /// Never returns: throws Error{connection_lost} when the host went away, operation_aborted when it is
    /// cancelled. Connections that are open then are cut off.
    virtual awaitable<void> serve() = 0;

    /// Why the last connection that could not be carried was not: "nothing answers on localhost:5000 of
    /// this machine (connection refused)".
    virtual std::optional<std::string> trouble() const = 0;

    /// Ends it, and returns when the host's port is free again, or within a few seconds. Throws
    /// operation_aborted when cancelled, and nothing else; must not be called while serve() runs.
    virtual awaitable<void> close() = 0;
};

}  // namespace wheels
