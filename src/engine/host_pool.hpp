#pragma once

#include <map>
#include <memory>
#include <string>

#include "async/mutex.hpp"
#include "wheels/connector.hpp"

namespace wheels::engine {

/// The connections of one run: opened on demand, one per host, reopened when they died.
class HostPool {
public:
    HostPool(Connector& connector, executor on);

    /// The host's Runner. Throws what Connector::connect throws. Cancellable. The Runner stays valid while
    /// it is held, also when the pool replaces it.
    awaitable<std::shared_ptr<Runner>> get(std::string host);

    /// Ends the host's connection politely; the next get() opens a new one. Never throws.
    awaitable<void> reconnect(std::string host);

    /// Ends all connections politely; never throws.
    awaitable<void> close();

private:
    struct Slot {
        explicit Slot(const executor& on) : opening(on) {}
        Mutex opening;
        std::shared_ptr<Runner> runner;
    };

    Slot& slot(const std::string& host);

    Connector& connector_;
    executor on_;
    std::map<std::string, std::unique_ptr<Slot>> slots_;
};

}  // namespace wheels::engine
