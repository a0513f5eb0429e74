#include "plan/status.hpp"

#include <algorithm>

namespace wheels::plan {
namespace {

std::string at_the_proxy(const Config& config,
                         const Role& role,
                         const replies::Container* serving,
                         const Looked& looked) {
    if (!role.proxy) return {};
    if (!looked.served) return "down";
    const auto service = config.container_prefix(role);
    const auto found = std::find_if(looked.served->begin(), looked.served->end(),
                                    [&](const auto& entry) { return entry.service == service; });
    if (found == looked.served->end()) return "unknown";
    return serving != nullptr && found->target.starts_with(serving->id) ? found->state : "other";
}

void describe(RoleStatus& status,
              const replies::Container& container,
              const Config& config,
              const Role& role,
              const Looked& looked) {
    status.version = replies::version_of(container, config, role);
    status.since = container.started;
    const bool has_check = container.state == "running" && !container.health.empty();
    status.health = has_check ? container.health : container.state;
    const auto image = looked.images.find(container.image_id);
    if (image != looked.images.end()) status.image_built = image->second;
}

/// Beside a canary the proxy knows best: that may be the newer one, made of the same image.
const replies::Container* serving(const Config& config,
                                  const Role& role,
                                  const Looked& looked,
                                  bool has_canary) {
    if (has_canary) return serving_of(config, role, looked.facts, looked.rollouts);
    return replies::serving_container(looked.facts, config, role);
}

}  // namespace

RoleStatus role_status(const Config& config,
                       const std::string& host,
                       const Role& role,
                       const Looked& looked) {
    return role_statuses(config, host, role, looked).front();
}

std::vector<RoleStatus> role_statuses(const Config& config,
                                      const std::string& host,
                                      const Role& role,
                                      const Looked& looked) {
    const auto canary = canary_of(config, role, looked.facts, looked.rollouts);
    const auto* container = serving(config, role, looked, canary.has_value());
    RoleStatus status;
    status.host = host;
    status.role = role.name;
    status.proxy = at_the_proxy(config, role, container, looked);
    status.canary_unknown = role.proxy && !looked.rollouts;
    if (container != nullptr) describe(status, *container, config, role, looked);
    std::vector<RoleStatus> all{std::move(status)};
    if (!canary) return all;
    RoleStatus second;
    second.host = host;
    second.role = role.name;
    second.canary = canary->share;
    if (canary->container != nullptr) describe(second, *canary->container, config, role, looked);
    all.push_back(std::move(second));
    return all;
}

}  // namespace wheels::plan
