#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/replies.hpp"
#include "commands/rollout.hpp"
#include "plan/scope.hpp"
#include "wheels/config.hpp"

namespace wheels::plan {

/// What kamal-proxy of a host serves; unset: it was not asked, or did not answer.
using Served = std::optional<std::vector<replies::ServedService>>;

/// A container that has a share of a role's requests, beside the one that serves.
struct Canary {
    std::string id;                                 ///< The first 12 digits.
    const replies::Container* container = nullptr;  ///< Null: Docker has none of this id.
    std::string version;                            ///< Empty without a container.
    CanaryShare share;
    bool serves =
        false;  ///< All requests go to it already: a promotion broke off before its share was taken.
};
/// Unset: there is none. Valid as long as the facts.
std::optional<Canary> canary_of(const Config& config,
                                const Role& role,
                                const replies::HostFacts& facts,
                                const Served& served);

/// The container that kamal-proxy leads a role's requests to, but for those of a canary. Null: it serves
/// none, or one that Docker does not have. Valid as long as the facts.
const replies::Container* served_container(const Config& config,
                                           const Role& role,
                                           const replies::HostFacts& facts,
                                           const Served& served);

/// The container that a role's requests go to: kamal-proxy's word counts where it is known and the container
/// runs, else what Kamal would take for it. Null without one; valid as long as the facts.
const replies::Container* serving_of(const Config& config,
                                     const Role& role,
                                     const replies::HostFacts& facts,
                                     const Served& served);
/// The others that run, newest first.
std::vector<const replies::Container*> stale_of(const Config& config,
                                                const Role& role,
                                                const replies::HostFacts& facts,
                                                const Served& served);

/// The roles of a host that may have a canary: those behind kamal-proxy; and the hosts that have such.
std::vector<const Role*> proxied_roles_on(const Scope& scope, const std::string& host);
std::vector<std::string> proxied_hosts(const Scope& scope);

}  // namespace wheels::plan
