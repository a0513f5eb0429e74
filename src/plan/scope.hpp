#pragma once

#include <string>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/request.hpp"

namespace wheels::plan {

/// The part of the servers that a run works on (Kamal 2.12: commander/specifics.rb).
struct Scope {
    std::vector<std::string> hosts;        ///< All, those of accessories too, in the order of deploy.yml.
    std::vector<std::string> app_hosts;    ///< Those with one of `roles`.
    std::vector<std::string> proxy_hosts;  ///< Those with kamal-proxy, whichever role or accessory needs it.
    std::vector<const Role*> roles;  ///< By name as Kamal has them, but the primary one first: it opens the
                                     ///< barrier for the others.
    const Role* primary_role = nullptr;  ///< The gatekeeper among `roles`; null when there are none.
    /// The one that is meant by those who can only mean one: the first that `--hosts` names, or that of the
    /// roles in scope.
    std::string primary_host;
    std::vector<std::string> boot_order;  ///< `app_hosts`, those of the primary role first.

    std::vector<const Role*> roles_on(const std::string& host) const;
};

/// Throws Error{usage} when a pattern matches nothing: an unmatched filter must not deploy elsewhere. With
/// `--hosts` there may be only hosts of accessories in it, and no role.
Scope scope_of(const Config& config, const Filter& filter);

/// Hosts in the groups that boot together (`boot.limit`, Kamal 2.12: configuration/boot.rb).
std::vector<std::vector<std::string>> boot_groups(const Config& config, const Scope& scope);

/// Those of `hosts` that are among `others`, and those that are not.
std::vector<std::string> among(std::vector<std::string> hosts, const std::vector<std::string>& others);
std::vector<std::string> without(std::vector<std::string> hosts, const std::vector<std::string>& others);

}  // namespace wheels::plan
