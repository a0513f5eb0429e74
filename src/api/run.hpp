#pragma once

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/event.hpp"
#include "wheels/report.hpp"
#include "wheels/request.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// See Project::run(). All references must outlive the run; `sink` hears it.
awaitable<Report> run(Request request, const Config& config, const Surroundings& surroundings, Sink& sink);

}  // namespace wheels::api
