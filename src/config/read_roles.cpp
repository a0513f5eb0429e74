#include <algorithm>

#include "base/text.hpp"
#include "config/merge.hpp"
#include "config/names.hpp"
#include "config/read.hpp"

namespace wheels::config {
namespace {

// What roles take from the root.
struct Inherited {
    EnvPart env;
    std::map<std::string, EnvPart> tags;
    Pairs labels;
    std::optional<std::int64_t> stop_timeout;
};

Node merged_node(const Tree& tree, const Node& like) {
    return {&tree, like.path(), like.mark(), like.findings()};
}

bool runs_proxy(const Node& proxy, bool primary) {
    if (proxy.is_false()) return false;
    return primary || proxy.is_true() || proxy.is_map();
}

std::optional<Proxy> read_role_proxy(const Node& role,
                                     const Node& root,
                                     bool primary,
                                     SecretValues& secrets) {
    const auto own = role.at("proxy");
    if (!runs_proxy(own, primary)) return std::nullopt;
    if (own.is_map()) check_proxy(own);
    const auto shared = root.at("proxy");
    if (!own.is_map()) return read_proxy(shared, secrets);
    if (!shared.is_map()) return read_proxy(own, secrets);
    const auto merged = merge_proxies(*shared.tree(), *own.tree());
    return read_proxy(merged_node(merged, own), secrets);
}

Logging read_role_logging(const Node& role, const Node& root) {
    const auto own = role.at("logging");
    const auto shared = root.at("logging");
    if (!own.is_map()) return read_logging(shared);
    if (!shared.is_map()) return read_logging(own);
    const auto merged = merge(*shared.tree(), *own.tree());
    return read_logging(merged_node(merged, own));
}

std::optional<AssetPath> read_asset_path(const Node& role, const Node& root) {
    // An empty text at the role turns off what the root says.
    auto own = role.at("asset_path");
    if (!own.text() || own.is_false()) own = root.at("asset_path");
    const auto text = own.present_text();
    if (!text) return std::nullopt;
    const auto colon = text->find(':');
    AssetPath path;
    path.path = text->substr(0, colon);
    own.problem_if_any(wrong_with_mount_point(path.path));
    if (colon != std::string::npos && colon + 1 < text->size()) path.options = text->substr(colon + 1);
    return path;
}

void read_env_of_hosts(Role& role,
                       const std::vector<TaggedHost>& hosts,
                       const Node& env,
                       const Inherited& inherited,
                       SecretValues& secrets) {
    const auto own = read_env(env);
    for (const auto& host : hosts) {
        auto part = inherited.env;
        part.merge(own);
        for (const auto& tag : host.tags) {
            const auto found = inherited.tags.find(tag);
            if (found != inherited.tags.end()) part.merge(found->second);
        }
        role.hosts.push_back(host.name);
        role.env_by_host[host.name] = resolve(part, secrets);
    }
    if (hosts.empty()) resolve(own, secrets);
}

Role read_role(const std::string& name,
               const Node& role,
               const Node& root,
               const std::vector<TaggedHost>& hosts,
               const Inherited& inherited,
               SecretValues& secrets) {
    Role read;
    read.name = name;
    check_name(name, "a role", role);
    read_env_of_hosts(read, hosts, role.at("env"), inherited, secrets);
    read.cmd = role.at("cmd").present_text();
    read.labels = inherited.labels;
    merge_pairs(read.labels, read_labels(role.at("labels")));
    read.restart = read_restart_policy(role.at("options"));
    read.options = read_docker_options(role.at("options"), restart_option);
    read.logging = read_role_logging(role, root);
    read.stop_timeout = seconds(role.at("stop_timeout"));
    if (!read.stop_timeout) read.stop_timeout = inherited.stop_timeout;
    read.proxy = read_role_proxy(role, root, name == primary_role_name(root), secrets);
    if (read.proxy) read.asset_path = read_asset_path(role, root);
    return read;
}

}  // namespace

std::string primary_role_name(const Node& root) {
    const auto name = root.at("primary_role");
    return name.is_false() ? "web" : name.text().value_or("web");
}

std::vector<Role> read_roles(const Node& root, SecretValues& secrets, HostTags& tags) {
    Inherited inherited;
    inherited.env = read_env(root.at("env"));
    inherited.tags = read_tags(root.at("env"));
    inherited.labels = read_pairs(root.at("labels"));
    inherited.stop_timeout = seconds(root.at("stop_timeout"));

    std::vector<Role> roles;
    const auto servers = root.at("servers");
    const auto add = [&](const std::string& name, const Node& role, const Node& hosts) {
        tags[name] = read_hosts(hosts);
        roles.push_back(read_role(name, role, root, tags[name], inherited, secrets));
    };
    if (servers.is_list()) {
        // A bare list has no settings of its own.
        add("web", servers.at("-"), servers);
        return roles;
    }
    for (const auto& [name, role] : servers.entries())
        add(name, role, role.is_list() ? role : role.at("hosts"));
    return roles;
}

}  // namespace wheels::config
