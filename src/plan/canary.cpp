#include "plan/canary.hpp"

#include <algorithm>

namespace wheels::plan {
namespace {

const replies::ServedService* service_of(const Config& config, const Role& role, const Served& served) {
    if (!served) return nullptr;
    const auto name = config.container_prefix(role);
    const auto found = std::find_if(served->begin(), served->end(),
                                    [&](const auto& service) { return service.name == name; });
    return found == served->end() ? nullptr : &*found;
}

const replies::Container* container_with(const replies::HostFacts& facts, const std::string& id) {
    const auto found = std::find_if(facts.containers.begin(), facts.containers.end(),
                                    [&](const auto& container) { return container.id == id; });
    return id.empty() || found == facts.containers.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Canary> canary_of(const Config& config,
                                const Role& role,
                                const replies::HostFacts& facts,
                                const Served& served) {
    const auto* service = service_of(config, role, served);
    if (service == nullptr || service->second.empty()) return std::nullopt;
    Canary canary;
    canary.serves = service->second == service->target;
    canary.id = service->second;
    canary.share = service->share;
    canary.container = container_with(facts, service->second);
    if (canary.container != nullptr) canary.version = replies::version_of(*canary.container, config, role);
    return canary;
}

const replies::Container* served_container(const Config& config,
                                           const Role& role,
                                           const replies::HostFacts& facts,
                                           const Served& served) {
    const auto* service = service_of(config, role, served);
    return service == nullptr ? nullptr : container_with(facts, service->target);
}

const replies::Container* serving_of(const Config& config,
                                     const Role& role,
                                     const replies::HostFacts& facts,
                                     const Served& served) {
    const auto* by_proxy = role.proxy ? served_container(config, role, facts, served) : nullptr;
    if (by_proxy != nullptr && by_proxy->state == "running") return by_proxy;
    return replies::serving_container(facts, config, role);
}

std::vector<const replies::Container*> stale_of(const Config& config,
                                                const Role& role,
                                                const replies::HostFacts& facts,
                                                const Served& served) {
    auto stale = replies::stale_containers(facts, config, role);
    const auto* by_docker = replies::serving_container(facts, config, role);
    const auto* serving = serving_of(config, role, facts, served);
    if (serving == by_docker) return stale;
    std::erase(stale, serving);
    if (by_docker != nullptr) stale.insert(stale.begin(), by_docker);
    return stale;
}

std::vector<const Role*> proxied_roles_on(const Scope& scope, const std::string& host) {
    auto roles = scope.roles_on(host);
    std::erase_if(roles, [](const Role* role) { return !role->proxy; });
    return roles;
}

std::vector<std::string> proxied_hosts(const Scope& scope) {
    auto hosts = scope.app_hosts;
    std::erase_if(hosts, [&](const auto& host) { return proxied_roles_on(scope, host).empty(); });
    return hosts;
}

}  // namespace wheels::plan
