#pragma once

#include "wheels/verb.hpp"

/// What has to be known for a verb. Pure.
namespace wheels::api {

/// Whether it is the version that is shipped, or that everything is named after.
bool needs_version(const Verb& verb);

/// Whether hosts or the registry are given secrets.
bool needs_secrets(const Verb& verb);

}  // namespace wheels::api
