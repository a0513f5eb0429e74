#include "plan/scope.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/braces.hpp"
#include "base/text.hpp"

namespace wheels::plan {
namespace {

using text::contains;

bool matches(const std::string& pattern, const std::string& name) {
    // fnmatch(3) has no braces, Ruby's File.fnmatch with EXTGLOB does.
    const auto patterns = braces::expand(pattern);
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& p) { return ::fnmatch(p.c_str(), name.c_str(), 0) == 0; });
}

// The names that match, each once, in the order of the patterns; every pattern has to match something.
std::vector<std::string> select(const std::string& option,
                                const std::vector<std::string>& patterns,
                                const std::vector<std::string>& names) {
    std::vector<std::string> selected;
    std::vector<std::string> unmatched;
    for (const auto& pattern : patterns) {
        bool found = false;
        for (const auto& name : names) {
            if (!matches(pattern, name)) continue;
            found = true;
            if (!contains(selected, name)) selected.push_back(name);
        }
        if (!found) unmatched.push_back(pattern);
    }
    if (!unmatched.empty()) {
        throw Error(ErrorKind::usage, "No " + option + " match for " + text::join(unmatched, ","),
                    "deploy.yml has " + (names.empty() ? std::string("none") : text::join(names, ", ")));
    }
    return selected;
}

std::vector<const Role*> roles_by_name(const Config& config) {
    std::vector<const Role*> roles;
    for (const auto& role : config.roles) roles.push_back(&role);
    std::sort(roles.begin(), roles.end(), [](const Role* a, const Role* b) { return a->name < b->name; });
    return roles;
}

std::vector<const Role*> selected_roles(const Config& config, const Filter& filter) {
    const auto all = roles_by_name(config);
    if (filter.roles.empty()) return all;
    std::vector<std::string> names;
    for (const auto* role : all) names.push_back(role->name);
    std::vector<const Role*> roles;
    for (const auto& name : select("--roles", filter.roles, names)) roles.push_back(&config.role(name));
    return roles;
}

// The hosts of all roles, role after role.
std::vector<std::string> by_role(const std::vector<const Role*>& roles,
                                 const std::vector<std::string>& wanted) {
    std::vector<std::string> found;
    for (const auto* role : roles) {
        for (const auto& host : role->hosts) {
            if (contains(wanted, host) && !contains(found, host)) found.push_back(host);
        }
    }
    return found;
}

// The hosts that --primary or --hosts name, as they are named there; all hosts without either.
std::vector<std::string> named_hosts(const Config& config,
                                     const Filter& filter,
                                     const std::vector<const Role*>& roles) {
    if (filter.primary) {
        if (filter.roles.empty()) return {config.primary_host()};
        if (roles.front()->hosts.empty()) return {};
        return {roles.front()->hosts.front()};
    }
    const auto all = config.all_hosts();
    return filter.hosts.empty() ? all : select("--hosts", filter.hosts, all);
}

std::vector<std::string> selected_hosts(const Config& config,
                                        const Filter& filter,
                                        const std::vector<const Role*>& roles,
                                        const std::vector<std::string>& named) {
    auto hosts = among(config.all_hosts(), named);
    if (filter.roles.empty()) return hosts;
    std::erase_if(hosts, [&](const std::string& host) {
        return std::none_of(roles.begin(), roles.end(),
                            [&](const Role* role) { return contains(role->hosts, host); });
    });
    return hosts;
}

// In two passes, because g++ 12's std::stable_partition warns under clang.
template <typename T, typename Predicate>
std::vector<T> first_those(const std::vector<T>& items, Predicate wanted) {
    std::vector<T> ordered;
    for (const auto& item : items) {
        if (wanted(item)) ordered.push_back(item);
    }
    for (const auto& item : items) {
        if (!wanted(item)) ordered.push_back(item);
    }
    return ordered;
}

const Role* gatekeeper(const Config& config, const std::vector<const Role*>& candidates) {
    for (const auto* role : candidates) {
        if (role->name == config.primary_role) return role;
    }
    return candidates.empty() ? nullptr : candidates.front();
}

// Kamal asks the first of the named hosts for its roles, or else the named roles. Where that host has none
// of them, its deploy waits for ever; here the next host is asked.
const Role* first_to_boot(const Config& config,
                          const Filter& filter,
                          const Scope& scope,
                          const std::vector<std::string>& named) {
    if (!filter.hosts.empty() || filter.primary) {
        for (const auto& host : named) {
            const auto* role = gatekeeper(config, scope.roles_on(host));
            if (role != nullptr) return role;
        }
    }
    return gatekeeper(config, scope.roles);
}

// Kamal 2.12: commander/specifics.rb. Among the hosts in scope: a host that is named may have none of the
// roles.
std::string primary_of(const Config& config,
                       const Filter& filter,
                       const Scope& scope,
                       const std::vector<std::string>& named) {
    std::vector<std::string> candidates;
    if (!filter.hosts.empty() || filter.primary) {
        candidates = named;
    } else if (const auto* role = gatekeeper(config, scope.roles); role != nullptr) {
        candidates = role->hosts;
    }
    const auto reachable = among(std::move(candidates), scope.hosts);
    return reachable.empty() ? scope.hosts.front() : reachable.front();
}

}  // namespace

std::vector<const Role*> Scope::roles_on(const std::string& host) const {
    std::vector<const Role*> found;
    for (const auto* role : roles) {
        if (contains(role->hosts, host)) found.push_back(role);
    }
    return found;
}

Scope scope_of(const Config& config, const Filter& filter) {
    Scope scope;
    scope.roles = selected_roles(config, filter);
    const auto named = named_hosts(config, filter, scope.roles);
    scope.hosts = selected_hosts(config, filter, scope.roles, named);
    if (scope.hosts.empty())
        throw Error(ErrorKind::usage, "--hosts and --roles together leave no host to work on");
    scope.app_hosts = among(scope.hosts, config.app_hosts());
    scope.proxy_hosts = among(scope.hosts, config.proxy_hosts());
    std::erase_if(scope.roles, [&](const Role* role) { return among(role->hosts, scope.hosts).empty(); });
    scope.primary_host = primary_of(config, filter, scope, named);
    if (scope.roles.empty()) return scope;
    scope.primary_role = first_to_boot(config, filter, scope, named);
    const auto in_role_order = by_role(roles_by_name(config), scope.app_hosts);
    scope.roles = first_those(scope.roles, [&](const Role* role) { return role == scope.primary_role; });
    scope.boot_order = first_those(
        in_role_order, [&](const std::string& host) { return contains(scope.primary_role->hosts, host); });
    return scope;
}

std::vector<std::vector<std::string>> boot_groups(const Config& config, const Scope& scope) {
    std::size_t size = scope.boot_order.size();
    if (config.boot.limit) {
        auto limit = *config.boot.limit;
        if (config.boot.limit_is_percentage) {
            limit = static_cast<std::int64_t>(config.all_hosts().size()) * limit / 100;
        }
        size = static_cast<std::size_t>(std::max<std::int64_t>(1, limit));
    }
    std::vector<std::vector<std::string>> groups;
    for (const auto& host : scope.boot_order) {
        if (groups.empty() || groups.back().size() == size) groups.emplace_back();
        groups.back().push_back(host);
    }
    return groups;
}

std::vector<std::string> among(std::vector<std::string> hosts, const std::vector<std::string>& others) {
    std::erase_if(hosts, [&](const std::string& host) { return !text::contains(others, host); });
    return hosts;
}

std::vector<std::string> without(std::vector<std::string> hosts, const std::vector<std::string>& others) {
    std::erase_if(hosts, [&](const std::string& host) { return text::contains(others, host); });
    return hosts;
}

}  // namespace wheels::plan
