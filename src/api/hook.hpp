#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/event.hpp"
#include "wheels/request.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// A hook that is to be run outside of a run, as `command` would.
struct HookRequest {
    HookRequest(std::string hook, Filter where, std::string as)
        : name(std::move(hook)), filter(std::move(where)), command(std::move(as)) {}

    std::string name;
    Filter filter;
    std::string command;
};
static_assert(!std::is_aggregate_v<HookRequest>);

/// See Project::run_hook(). All references must outlive it.
awaitable<bool> run_hook(HookRequest request,
                         const Config& config,
                         const Surroundings& surroundings,
                         Sink& sink);

}  // namespace wheels::api
