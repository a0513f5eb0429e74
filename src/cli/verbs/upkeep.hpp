#pragma once

#include "cli/session.hpp"
#include "cli/verb.hpp"

namespace wheels::cli {

/// Work on hosts under the deploy lock that is no deploy. `done` is what is said when it worked.
awaitable<void> keep_up(Session& session, DeployRequest::Verb verb, std::string done);

}  // namespace wheels::cli
