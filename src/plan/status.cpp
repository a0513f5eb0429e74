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

}  // namespace

RoleStatus role_status(const Config& config,
                       const std::string& host,
                       const Role& role,
                       const Looked& looked) {
    RoleStatus status;
    status.host = host;
    status.role = role.name;
    const auto* serving = replies::serving_container(looked.facts, config, role);
    status.proxy = at_the_proxy(config, role, serving, looked);
    if (serving == nullptr) return status;
    status.version = replies::version_of(*serving, config, role);
    status.since = serving->started;
    const bool has_check = serving->state == "running" && !serving->health.empty();
    status.health = has_check ? serving->health : serving->state;
    const auto image = looked.images.find(serving->image_id);
    if (image != looked.images.end()) status.image_built = image->second;
    return status;
}

}  // namespace wheels::plan
