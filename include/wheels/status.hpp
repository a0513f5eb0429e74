#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "wheels/canary_share.hpp"

namespace wheels {

/// How one role is on one host. A canary is one more, behind that of the container that serves.
struct RoleStatus {
    std::string host;
    std::string role;
    std::optional<std::string> version;                          ///< Of the container; unset: none runs.
    std::optional<std::chrono::system_clock::time_point> since;  ///< When it was started.
    /// What its health check says (`healthy`, `starting`, `unhealthy`); without one what it does (`running`,
    /// `restarting`). Empty where none runs.
    std::string health;
    /// Of a role behind kamal-proxy: `running`, `paused` or `stopped` where the proxy leads to this
    /// container; `other` where it leads to another one, `unknown` where it does not know the role, `down`
    /// where the proxy does not answer. Empty: the role has no proxy.
    std::string proxy;
    std::optional<std::chrono::system_clock::time_point> image_built;
    std::optional<CanaryShare> canary;  ///< Set: it is one, with this share; then `proxy` is empty.
    /// Nobody could read what kamal-proxy serves: whether there is a canary beside it is not known.
    bool canary_unknown = false;
    std::string trouble;  ///< Why the host could not be asked; then nothing else is known. Redacted.
};

/// How the app is, on all hosts in scope.
struct Status {
    std::vector<RoleStatus> roles;  ///< In the order of deploy.yml.
    bool lock_known = false;        ///< Its host has answered.
    std::optional<std::string>
        lock;  ///< The details of the deploy lock, a few lines; unset: nobody holds it.
    std::chrono::system_clock::time_point at;  ///< When they were asked.
};

}  // namespace wheels
