#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "config/names.hpp"
#include "config/read.hpp"

namespace wheels::config {
namespace {

constexpr std::array<std::string_view, 6> places{"host", "hosts", "role", "roles", "tag", "tags"};

void add_host(std::vector<std::string>& hosts, const std::string& host) {
    if (std::find(hosts.begin(), hosts.end(), host) == hosts.end()) hosts.push_back(host);
}

// What was meant, or what there is.
std::string which(const std::string& name, const std::vector<std::string>& known) {
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    const auto meant = text::closest(name, candidates);
    if (!meant.empty()) return ": did you mean `" + std::string(meant) + "`?";
    return known.empty() ? "" : " (there are " + text::join(known, ", ") + ")";
}

// What accessories can name.
struct Known {
    const std::vector<Role>& roles;
    bool all_roles;  // false: `servers` is such that nobody can tell
    const HostTags& tags;
};

void add_role(std::vector<std::string>& hosts, const Node& asking, const Known& known) {
    const auto name = asking.text();
    if (!name) return;
    const auto role =
        std::find_if(known.roles.begin(), known.roles.end(), [&](const Role& r) { return r.name == *name; });
    if (role == known.roles.end()) {
        if (!known.all_roles) return;
        std::vector<std::string> names;
        for (const auto& one : known.roles) names.push_back(one.name);
        asking.problem("unknown role " + *name + which(*name, names));
        return;
    }
    for (const auto& host : role->hosts) add_host(hosts, host);
}

void add_tag(std::vector<std::string>& hosts, const Node& asking, const HostTags& tags) {
    const auto name = asking.text();
    if (!name) return;
    bool known = false;
    std::set<std::string> all;
    for (const auto& [role, tagged] : tags) {
        for (const auto& host : tagged) {
            all.insert(host.tags.begin(), host.tags.end());
            if (std::find(host.tags.begin(), host.tags.end(), *name) == host.tags.end()) continue;
            add_host(hosts, host.name);
            known = true;
        }
    }
    // As in Kamal: it may have hosts in another destination.
    if (!known) asking.warning("no host has the tag " + *name + which(*name, {all.begin(), all.end()}));
}

std::vector<std::string> read_places(const Node& accessory, const Known& known) {
    const auto given = std::count_if(places.begin(), places.end(),
                                     [&](std::string_view place) { return accessory.at(place).exists(); });
    const bool meant = std::any_of(places.begin(), places.end(),
                                   [&](std::string_view place) { return accessory.at(place).is_blamed(); });
    if (given > 1 || (given == 0 && !meant))
        accessory.problem("specify one of `host`, `hosts`, `role`, `roles`, `tag` or `tags`");
    std::vector<std::string> hosts;
    const auto host = accessory.at("host");
    if (host.exists() && !host.is_present()) host.missing("names no host");
    if (const auto name = host.present_text()) {
        host.problem_if_any(wrong_with_host(*name));
        add_host(hosts, *name);
    }
    for (const auto& item : accessory.at("hosts").items()) {
        const auto name = item.text();
        if (!name) continue;
        item.problem_if_any(wrong_with_host(*name));
        add_host(hosts, *name);
    }
    add_role(hosts, accessory.at("role"), known);
    for (const auto& role : accessory.at("roles").items()) add_role(hosts, role, known);
    add_tag(hosts, accessory.at("tag"), known.tags);
    for (const auto& tag : accessory.at("tags").items()) add_tag(hosts, tag, known.tags);
    return hosts;
}

// `LOCAL:REMOTE[:OPTIONS]`, or a map of the parts.
struct PathParts {
    std::string local;
    std::string remote;
    std::optional<std::string> mode;
    std::optional<std::string> owner;
    std::optional<std::string> options;
};

std::optional<PathParts> read_path(const Node& path) {
    PathParts parts;
    if (path.is_map()) {
        parts.local = path.at("local").text().value_or("");
        parts.remote = path.at("remote").text().value_or("");
        parts.mode = path.at("mode").present_text();
        parts.owner = path.at("owner").present_text();
        parts.options = path.at("options").present_text();
        const auto mode = path.at("mode");
        if (mode.exists() && mode.tree()->plain && mode.tree()->kind == Tree::Kind::integer) {
            // 0600 is octal in YAML 1.1, and would be sent as 384.
            parts.mode = mode.tree()->written;
        }
    } else if (const auto text = path.text()) {
        const auto first = text->find(':');
        const auto second = first == std::string::npos ? first : text->find(':', first + 1);
        parts.local = text->substr(0, first);
        if (first != std::string::npos) parts.remote = text->substr(first + 1, second - first - 1);
        if (second != std::string::npos) parts.options = text->substr(second + 1);
    }
    if (!parts.local.empty() && !parts.remote.empty()) return parts;
    path.problem("should be LOCAL:REMOTE, or a map with local and remote");
    return std::nullopt;
}

void read_paths(const Node& accessory, Accessory& read) {
    for (const auto& item : accessory.at("files").items()) {
        auto parts = read_path(item);
        if (!parts) continue;
        AccessoryFile file;
        file.local = std::move(parts->local);
        file.remote = std::move(parts->remote);
        item.problem_if_any(wrong_with_mount_point(file.remote));
        file.mode = parts->mode.value_or(file.mode);
        file.owner = std::move(parts->owner);
        file.options = std::move(parts->options);
        file.place = item.place();
        read.files.push_back(std::move(file));
    }
    for (const auto& item : accessory.at("directories").items()) {
        auto parts = read_path(item);
        if (!parts) continue;
        AccessoryDirectory directory;
        directory.host_path = std::move(parts->local);
        directory.remote = std::move(parts->remote);
        item.problem_if_any(wrong_with_mount_point(directory.remote));
        directory.mode = std::move(parts->mode);
        directory.owner = std::move(parts->owner);
        directory.options = std::move(parts->options);
        read.directories.push_back(std::move(directory));
    }
}

// A port is no count in sixties, whatever YAML 1.1 makes of 53:53.
std::optional<std::string> read_port(const Node& port) {
    auto text = port.present_text();
    if (!text) return std::nullopt;
    const auto* tree = port.tree();
    if (tree->plain && !tree->interpolated && tree->written.find(':') != std::string::npos)
        text = tree->written;
    if (text->find("${") == std::string::npos) port.problem_if_any(wrong_with_published_port(*text));
    return text->find(':') == std::string::npos ? *text + ":" + *text : *text;
}

std::optional<Proxy> read_accessory_proxy(const Node& proxy, SecretValues& secrets) {
    if (proxy.is_true()) proxy.problem("should be a map with the proxy's settings, or false");
    if (!proxy.is_map() || !proxy.is_present()) return std::nullopt;
    check_proxy(proxy);
    return read_proxy(proxy, secrets);
}

Accessory read_accessory(const std::string& name,
                         const Node& accessory,
                         const std::string& app,
                         const Known& known,
                         SecretValues& secrets) {
    Accessory read;
    read.name = name;
    check_name(name, "an accessory", accessory);
    read.service = accessory.at("service").present_text().value_or(app + "-" + name);
    if (accessory.at("service").is_present())
        accessory.at("service").problem_if_any(wrong_with_container_name(read.service));
    if (accessory.at("registry").is_present())
        read.registry = read_registry(accessory.at("registry"), secrets);
    read.image = accessory.at("image").present_text().value_or("");
    if (read.image.empty()) {
        accessory.at("image").missing("Missing required configuration for image");
    } else {
        const bool may_have_server = !read.registry || !read.registry->server;
        accessory.at("image").problem_if_any(wrong_with_image(read.image, may_have_server));
    }
    if (read.registry && read.registry->server) read.image = *read.registry->server + "/" + read.image;
    read.hosts = read_places(accessory, known);
    read.cmd = accessory.at("cmd").present_text();
    read.port = read_port(accessory.at("port"));
    read.labels = read_labels(accessory.at("labels"));
    read.restart = read_restart_policy(accessory.at("options"));
    read.options = read_docker_options(accessory.at("options"), restart_option);
    read.env = resolve(read_env(accessory.at("env")), secrets);
    read_paths(accessory, read);
    read.volumes = read_volumes(accessory.at("volumes"));
    read.network = accessory.at("network").present_text().value_or(read.network);
    read.proxy = read_accessory_proxy(accessory.at("proxy"), secrets);
    return read;
}

std::string shared_host(const Accessory& one, const Accessory& other) {
    const auto shared =
        std::find_first_of(one.hosts.begin(), one.hosts.end(), other.hosts.begin(), other.hosts.end());
    return shared == one.hosts.end() ? "" : *shared;
}

// The second one would count as booted, whatever runs under its name.
void check_container(const Accessory& read, const std::vector<Accessory>& others, const Node& accessory) {
    for (const auto& other : others) {
        const auto host = shared_host(read, other);
        if (other.service != read.service || host.empty()) continue;
        const auto service = accessory.at("service");
        (service.is_present() ? service : accessory)
            .problem("accessory " + other.name + " has the container " + read.service + " on " + host +
                     ", too: give each a `service` of its own");
    }
}

// kamal-proxy is told of one place for the certificates of all accessories on a host.
void check_certificate(const Accessory& read, const std::vector<Accessory>& others, const Node& accessory) {
    if (!read.proxy || !read.proxy->certificate) return;
    for (const auto& other : others) {
        if (!other.proxy || !other.proxy->certificate) continue;
        const bool is_same =
            other.proxy->certificate->certificate_pem == read.proxy->certificate->certificate_pem;
        const auto host = shared_host(read, other);
        if (is_same || host.empty()) continue;
        accessory.at("proxy").at("ssl").problem(
            "accessory " + other.name + " has another certificate on " + host +
            ", where all accessories have one place for it: give both the same "
            "one, or serve one of them with a role");
    }
}

}  // namespace

std::vector<Accessory> read_accessories(const Node& root,
                                        const Config& config,
                                        const HostTags& tags,
                                        SecretValues& secrets) {
    const bool all_roles = !config.roles.empty() || !root.at("servers").is_blamed();
    const Known known{config.roles, all_roles, tags};
    std::vector<Accessory> accessories;
    for (const auto& [name, accessory] : root.at("accessories").entries()) {
        if (!accessory.is_map()) continue;
        auto read = read_accessory(name, accessory, config.service, known, secrets);
        check_container(read, accessories, accessory);
        check_certificate(read, accessories, accessory);
        accessories.push_back(std::move(read));
    }
    return accessories;
}

}  // namespace wheels::config
