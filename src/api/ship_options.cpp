#include "wheels/ship_options.hpp"

#include <utility>

namespace wheels {
namespace {

template <typename Options>
Request request_for(Verb verb, const Options& options) {
    Request request(std::move(verb));
    request.filter.hosts.assign(options.hosts.begin(), options.hosts.end());
    request.filter.roles.assign(options.roles.begin(), options.roles.end());
    request.skip_hooks = options.skip_hooks;
    request.dry_run = options.dry_run;
    request.lock_wait = options.lock_wait;
    request.deadline = options.deadline;
    request.interrupt = options.interrupt;
    return request;
}

template <typename Ship>
Request shipping(const ShipOptions& options) {
    Ship ship;
    ship.skip_push = options.skip_push;
    ship.no_cache = options.no_cache;
    if constexpr (requires { ship.canary; }) {
        if (options.canary != nullptr) ship.canary = *options.canary;
    }
    auto request = request_for(std::move(ship), options);
    if (!options.version.empty()) request.version = options.version;
    return request;
}

}  // namespace

Request deploy_request(const ShipOptions& options) {
    return shipping<verb::Deploy>(options);
}

Request redeploy_request(const ShipOptions& options) {
    return shipping<verb::Redeploy>(options);
}

Request setup_request(const ShipOptions& options) {
    return shipping<verb::Setup>(options);
}

Request rollback_request(const RollbackOptions& options) {
    verb::Rollback rollback;
    rollback.version = options.version;
    return request_for(std::move(rollback), options);
}

}  // namespace wheels
