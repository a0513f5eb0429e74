#pragma once

#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/checkup.hpp"
#include "wheels/export.hpp"
#include "wheels/request.hpp"
#include "wheels/surroundings.hpp"

namespace wheels {

/// Looks at all that a deploy of the project depends on: its configuration and secrets, this machine, and
/// every host in the filter of the request. Whatever is broken is a finding, and keeps nothing else from
/// being looked at. Nothing is changed anywhere: no lock is taken, so it can be done while somebody deploys.
///
/// `project` says which deploy.yml; what is needed of it is decided here. The verb of the request counts for
/// nothing. Completes with this machine first, then the hosts in the order of deploy.yml; a dry run tells
/// the sinks what would be asked. Throws Error{usage}, and what it was interrupted by. Cancellation and
/// redaction: as Project::run(). `surroundings` must outlive it.
WHEELS_API awaitable<std::vector<Checkup>> diagnose(ProjectOptions project,
                                                    Request request,
                                                    const Surroundings& surroundings);

}  // namespace wheels
