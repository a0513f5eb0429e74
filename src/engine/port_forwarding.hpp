#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "transport/runner.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Lets hosts reach the registry of this machine, which images name as `localhost:PORT` (Kamal 2.12:
/// cli/build/port_forwarding.rb). Everything given must outlive it.
class PortForwarding {
public:
    PortForwarding(Connector& connector, std::uint16_t port, Sink& sink, bool dry_run)
        : connector_(connector), port_(port), sink_(sink), dry_run_(dry_run) {}

    /// Runs the work, with `localhost:PORT` of the host leading here from before its beginning to after its
    /// end.
    ///
    /// Throws what the work throws, or an Error with one Failure of the host: when it does not forward the
    /// port, or when it stops to do so, which cancels the work. Cancellable.
    awaitable<void> during(std::string host, awaitable<void> work) const;

private:
    awaitable<std::unique_ptr<Forward>> open(std::string host) const;

    Connector& connector_;
    std::uint16_t port_;
    Sink& sink_;
    bool dry_run_;
};

}  // namespace wheels::engine
