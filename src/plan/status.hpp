#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "commands/replies.hpp"
#include "wheels/config.hpp"
#include "wheels/status.hpp"

namespace wheels::plan {

/// What one host has answered.
struct Looked {
    replies::HostFacts facts;
    std::optional<std::vector<replies::ProxyEntry>> served;  ///< Unset: the proxy did not answer.
    replies::Times images;
};

/// Pure.
RoleStatus role_status(const Config& config, const std::string& host, const Role& role, const Looked& looked);

}  // namespace wheels::plan
