#pragma once

#include <array>

#include "cli/session.hpp"
#include "cli/verb.hpp"

namespace wheels::cli {

inline constexpr Flag no_cache_flag{
    "no-cache", 0, Flag::Kind::boolean, {}, "Build without Docker's build cache", {}};

/// The flags of the verbs that build, push and pull an image.
inline constexpr std::array shipping_flags{
    Flag{"skip-push",
         'P',
         Flag::Kind::boolean,
         {},
         "Build and push nothing: the image is in the registry",
         {}},
    no_cache_flag,
};

inline constexpr std::array build_flags{
    Flag{"output",
         0,
         Flag::Kind::text,
         "TYPE",
         "What buildx makes of the build: registry, docker, oci, …",
         {}},
    no_cache_flag,
};

/// What `deploy`, `redeploy`, `rollback` and the builds that hosts hear of have in common.
awaitable<void> ship(Session& session, DeployRequest::Verb verb);

}  // namespace wheels::cli
