#include "plan/scope.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/text.hpp"

namespace wheels::plan {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

// `a{b,c}` becomes `ab` and `ac`: fnmatch(3) has no braces, Ruby's File.fnmatch with EXTGLOB does.
std::vector<std::string> expand_braces(const std::string& pattern) {
    const auto open = pattern.find('{');
    const auto close = pattern.find('}', open == std::string::npos ? 0 : open);
    if (open == std::string::npos || close == std::string::npos) return {pattern};
    std::vector<std::string> expanded;
    for (const auto& choice : text::split(pattern.substr(open + 1, close - open - 1), ',')) {
        for (auto& rest : expand_braces(pattern.substr(close + 1))) {
            expanded.push_back(pattern.substr(0, open) + choice + rest);
        }
    }
    return expanded;
}

bool matches(const std::string& pattern, const std::string& name) {
    const auto patterns = expand_braces(pattern);
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& p) { return ::fnmatch(p.c_str(), name.c_str(), 0) == 0; });
}

// The names that match, in their own order; every pattern has to match something.
std::vector<std::string> select(const std::string& option,
                                const std::vector<std::string>& patterns,
                                const std::vector<std::string>& names) {
    std::vector<std::string> unmatched;
    for (const auto& pattern : patterns) {
        const bool found =
            std::any_of(names.begin(), names.end(), [&](const auto& name) { return matches(pattern, name); });
        if (!found) unmatched.push_back(pattern);
    }
    if (!unmatched.empty()) {
        throw Error(ErrorKind::usage, "No " + option + " match for " + text::join(unmatched, ","),
                    "deploy.yml has " + text::join(names, ", "));
    }
    std::vector<std::string> selected;
    for (const auto& name : names) {
        const bool wanted = std::any_of(patterns.begin(), patterns.end(),
                                        [&](const auto& pattern) { return matches(pattern, name); });
        if (wanted) selected.push_back(name);
    }
    return selected;
}

std::vector<const Role*> selected_roles(const Config& config, const Filter& filter) {
    std::vector<std::string> names;
    for (const auto& role : config.roles) names.push_back(role.name);
    if (!filter.roles.empty()) names = select("--roles", filter.roles, names);
    std::sort(names.begin(), names.end());
    std::vector<const Role*> roles;
    for (const auto& name : names) roles.push_back(&config.role(name));
    return roles;
}

std::vector<std::string> among(const std::vector<std::string>& hosts,
                               const std::vector<std::string>& wanted) {
    std::vector<std::string> found;
    for (const auto& host : hosts) {
        if (contains(wanted, host)) found.push_back(host);
    }
    return found;
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

std::vector<std::string> selected_hosts(const Config& config,
                                        const Filter& filter,
                                        const std::vector<const Role*>& roles) {
    auto hosts = config.all_hosts();
    if (filter.primary) {
        const auto& of_role = filter.roles.empty() ? config.role(config.primary_role) : *roles.front();
        hosts = {of_role.hosts.at(0)};
    } else if (!filter.hosts.empty()) {
        hosts = select("--hosts", filter.hosts, hosts);
    }
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
    scope.hosts = selected_hosts(config, filter, scope.roles);
    if (scope.hosts.empty())
        throw Error(ErrorKind::usage, "--hosts and --roles together leave no host to work on");
    scope.app_hosts = among(scope.hosts, config.app_hosts());
    scope.proxy_hosts = among(scope.hosts, config.proxy_hosts());
    std::erase_if(scope.roles, [&](const Role* role) { return among(role->hosts, scope.hosts).empty(); });
    if (scope.roles.empty()) return scope;
    // Kamal asks the first of the named hosts for its roles; the primary role wins where it is among them.
    scope.primary_role = gatekeeper(config, scope.roles);
    if (scope.primary_role->name != config.primary_role) {
        scope.primary_role = gatekeeper(config, scope.roles_on(scope.app_hosts.front()));
    }
    const auto in_role_order = by_role(scope.roles, scope.app_hosts);
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

}  // namespace wheels::plan
