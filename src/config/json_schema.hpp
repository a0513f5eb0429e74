#pragma once

#include <string>

namespace wheels::config {

/// A JSON Schema (draft 2020-12) of deploy.yml, for editors. It is as strict as the validator about keys and
/// types; what depends on other keys is left to that.
std::string json_schema();

}  // namespace wheels::config
