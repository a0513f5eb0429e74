#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "target.hpp"

namespace kamal_proxy {

/// How a target is asked whether it is well.
struct HealthCheck {
    std::string path = "/up";
    std::string host;  ///< The Host header; empty is the target's address.
    std::string port;  ///< Empty is the target's.
    std::chrono::milliseconds interval{1000};
    std::chrono::milliseconds timeout{5000};
};

/// Asks every target until each has answered with 2xx once; false when the limit comes first. Unlike
/// the real program it follows no redirect: a 3xx is not well.
awaitable<bool> all_healthy(std::shared_ptr<Pool> pool, HealthCheck check, std::chrono::milliseconds limit);

}  // namespace kamal_proxy
