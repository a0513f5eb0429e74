#pragma once

#include <array>

#include "cli/session.hpp"
#include "cli/verb.hpp"

namespace wheels::cli {

/// The flags of the verbs that build, push and pull an image.
inline constexpr std::array shipping_flags{
    Flag{"skip-push",
         'P',
         Flag::Kind::boolean,
         {},
         "Build and push nothing: the image is in the registry",
         {}},
};

/// What `deploy`, `redeploy` and `rollback` have in common.
awaitable<void> ship(Session& session, DeployRequest::Verb verb);

}  // namespace wheels::cli
