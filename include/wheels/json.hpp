#pragma once

#include <string>

#include "wheels/error.hpp"
#include "wheels/event.hpp"
#include "wheels/export.hpp"
#include "wheels/plan.hpp"
#include "wheels/report.hpp"

/// What the library tells, as JSON: an object on one line each, without a newline. Members are named as in
/// the headers; enumerators by their names; what is not set is null or left out, durations are milliseconds
/// (`took_ms`), times are UTC as in `2026-01-31T12:00:00Z`. New members may come with any version. Bytes that
/// are no UTF-8 become U+FFFD.
namespace wheels {

/// `{"event": "phase_started", "title": "Pull app image"}`: the kind, and the members of that kind.
WHEELS_API std::string to_json(const Event& event);
WHEELS_API std::string to_json(const Report& report);
/// `{"kind": "lock_held", "exit_status": …, "message": …, "hint": …, "failures": […], "problems": […]}`; of a
/// RunError also `report`.
WHEELS_API std::string to_json(const Error& error);
/// `{"phases": [{"title": …, "steps": [{"host": …, "text": …, "condition": …}]}]}`
WHEELS_API std::string to_json(const Plan& plan);

}  // namespace wheels
