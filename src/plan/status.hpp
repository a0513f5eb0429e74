#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commands/replies.hpp"
#include "plan/canary.hpp"
#include "wheels/config.hpp"
#include "wheels/status.hpp"

namespace wheels::plan {

/// What one host has answered.
struct Looked {
    replies::HostFacts facts;
    std::optional<std::vector<replies::ProxyEntry>> served;  ///< Unset: the proxy did not answer.
    replies::Times images;
    Served rollouts;
};

/// The container that serves, and behind it the canary where there is one. Pure.
std::vector<RoleStatus> role_statuses(const Config& config,
                                      const std::string& host,
                                      const Role& role,
                                      const Looked& looked);
RoleStatus role_status(const Config& config, const std::string& host, const Role& role, const Looked& looked);

}  // namespace wheels::plan
