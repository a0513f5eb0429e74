#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "wheels/error.hpp"
#include "wheels/plan.hpp"
#include "wheels/report.hpp"

namespace wheels::json {

using Json = nlohmann::ordered_json;

/// On one line; what is no UTF-8 is replaced.
std::string written(const Json& json);

Json of(const Failure& failure);
Json of(const std::vector<Failure>& failures);
Json of(const Report& report);
Json of(const Plan& plan);

}  // namespace wheels::json
