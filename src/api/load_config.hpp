#pragma once

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/event.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// See Project::load(). All references must outlive it.
awaitable<Config> load_config(ProjectOptions options, const Surroundings& surroundings, Sink& sink);

}  // namespace wheels::api
