#pragma once

#include <chrono>
#include <optional>

#include "wheels/request.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::c_api {

/// What wheels_start() and wheels_plan() take. Throws Error{usage}. `needs_verb` false: without one it is a
/// filter, as for wheels_exec().
Request request_of(const char* json, bool needs_verb = true);

/// What wheels_load() takes.
struct LoadOptions {
    Surroundings surroundings;
    ProjectOptions project;
    std::optional<std::chrono::milliseconds> deadline;
};
LoadOptions load_options_of(const char* json);

}  // namespace wheels::c_api
