#pragma once

#include <optional>
#include <string>

#include "c_api/json_input.hpp"
#include "wheels/verb.hpp"

namespace wheels::c_api {

/// A verb by its name on the command line, with what it alone wants to know. Throws Error{usage}.
Verb verb_of(JsonInput& input, const std::string& name);

std::optional<std::string> version_of(JsonInput& input);

}  // namespace wheels::c_api
