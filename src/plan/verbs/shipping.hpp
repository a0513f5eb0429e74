#pragma once

#include "plan/verbs/verbs.hpp"

namespace wheels::plan {

/// What `deploy`, `redeploy` and `setup` have in common, and where they differ.
struct Shipping {
    bool skip_push = false;
    bool no_cache = false;
    bool bootstraps = false;  ///< Sees to Docker first.
    bool sees_to_proxy = true;
    bool boots_accessories = false;
    bool prunes = true;
};

Plan ship(std::string command, const Shipping& shipping, const RunState& run);
/// A deploy that has a canary.
Plan ship_canary(const verb::Deploy& deploy, const RunState& run);

}  // namespace wheels::plan
