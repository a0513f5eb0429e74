#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "wheels/canary_share.hpp"
#include "wheels/export.hpp"
#include "wheels/request.hpp"

namespace wheels {

/// How to ship, for designated initialisers: `project.deploy({.version = "v2", .skip_push = true})`. What is
/// not said is as the command line has it. Whatever else a run can be asked for is in Request.
///
/// A view: what it refers to has to be there until the call that it is given to has returned, and no longer.
/// So it may stand in a co_await, where g++ 12 destroys what an aggregate owns twice.
struct ShipOptions {
    std::string_view version = {};            ///< Instead of the one that was loaded; empty: that one.
    bool skip_push = false;                   ///< The image is in the registry already.
    bool no_cache = false;                    ///< Builds without Docker's build cache.
    const CanaryShare* canary = nullptr;      ///< Of deploy() alone; see verb::Deploy.
    std::span<const std::string> hosts = {};  ///< Only these; see Filter.
    std::span<const std::string> roles = {};
    bool skip_hooks = false;
    bool dry_run = false;
    LockWait lock_wait = {};
    std::optional<std::chrono::milliseconds> deadline = std::nullopt;  ///< See Request::deadline.
    Interrupt* interrupt = nullptr;                                    ///< See Request::interrupt.
};
static_assert(std::is_trivially_destructible_v<ShipOptions>);

/// A view, as ShipOptions is.
struct RollbackOptions {
    std::string_view version = {};            ///< Empty: the one before (see verb::FindPrevious).
    std::span<const std::string> hosts = {};  ///< Only these; see Filter.
    std::span<const std::string> roles = {};
    bool skip_hooks = false;
    bool dry_run = false;
    LockWait lock_wait = {};
    std::optional<std::chrono::milliseconds> deadline = std::nullopt;
    Interrupt* interrupt = nullptr;
};
static_assert(std::is_trivially_destructible_v<RollbackOptions>);

/// The same as a request, for Project::run().
WHEELS_API Request deploy_request(const ShipOptions& options);
WHEELS_API Request redeploy_request(const ShipOptions& options);
WHEELS_API Request setup_request(const ShipOptions& options);
WHEELS_API Request rollback_request(const RollbackOptions& options);

}  // namespace wheels
