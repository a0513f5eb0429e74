#include "config/read_config.hpp"

#include <limits>

#include "base/text.hpp"
#include "config/checks.hpp"
#include "config/not_supported_yet.hpp"
#include "config/read.hpp"
#include "config/schema.hpp"
#include "config/validator.hpp"
#include "config/yaml_writer.hpp"

namespace wheels::config {
namespace {

void read_names(Config& config, const Node& root) {
    config.service = root.at("service").present_text().value_or("");
    config.image = root.at("image").present_text().value_or("");
    if (config.image.empty() && config.registry.is_local()) config.image = config.service;
    config.primary_role = primary_role_name(root);
    config.volumes = read_volumes(root.at("volumes"));
    config.error_pages_path = root.at("error_pages_path").present_text();
    config.error_pages_place = root.at("error_pages_path").place();
    config.minimum_version = root.at("minimum_version").present_text();
    config.accept_new_hosts = root.at("x-wheels").at("accept_new_hosts").is_true();
}

void read_limits(Config& config, const Node& root) {
    config.deploy_timeout = seconds(root.at("deploy_timeout")).value_or(config.deploy_timeout);
    config.drain_timeout = seconds(root.at("drain_timeout")).value_or(config.drain_timeout);
    config.readiness_delay = seconds(root.at("readiness_delay")).value_or(config.readiness_delay);
    const auto retain = root.at("retain_containers");
    if (const auto number = retain.integer()) {
        if (*number < 1) retain.problem("Must retain at least 1 container");
        config.retain_containers = *number;
    }
}

std::string written(const Node& section) {
    return section.exists() ? yaml_value(*section.tree()) : " {}\n";
}

const Tree* below_x_wheels(const Tree& root, std::string_view key) {
    const auto* ours = root.find("x-wheels");
    return ours == nullptr ? nullptr : ours->find(key);
}

}  // namespace

Config read_config(const Tree& tree,
                   const std::optional<std::string>& destination,
                   SecretValues& secrets,
                   Findings& findings) {
    Config config;
    if (!tree.is_map()) {
        findings.problem(tree.mark, "", "should be a map of keys such as `service: NAME`");
        return config;
    }
    const Node root(&tree, "", tree.mark, findings);
    if (lacks_destination(root, destination)) return config;
    validate(tree, schema::section_value(schema::root()), "", findings);
    config.destination = destination;
    if (root.at("registry").is_present()) config.registry = read_registry(root.at("registry"), secrets);
    read_names(config, root);
    read_limits(config, root);
    if (root.at("proxy").exists()) check_proxy(root.at("proxy"));
    HostTags tags;
    config.roles = read_roles(root, secrets, tags);
    config.accessories = read_accessories(root, config, tags, secrets);
    config.builder = read_builder(root.at("builder"), root, secrets);
    config.logging = read_logging(root.at("logging"));
    config.boot = read_boot(root.at("boot"));
    config.ssh = read_ssh(root.at("ssh"), secrets);
    config.sshkit = read_sshkit(root.at("sshkit"));
    config.hooks = read_hooks(root);
    config.output = read_output(root.at("output"));
    config.aliases = read_aliases(root.at("aliases"));
    config.written.sshkit = written(root.at("sshkit"));
    config.written.builder = written(root.at("builder"));
    if (root.at("accessories").exists()) config.written.accessories = written(root.at("accessories"));
    config.not_supported_yet = not_supported_yet(tree);
    config.secrets = secrets.values();
    config.secret_names = secrets.names();
    check_config(root, config);
    return config;
}

bool wants_interpolation(const Tree& root) {
    const auto* wish = below_x_wheels(root, "interpolate");
    return wish == nullptr || !wish->is_false();
}

bool wants_full_version(const Tree& root) {
    const auto* wish = below_x_wheels(root, "version");
    return wish != nullptr && wish->text == "full";
}

std::string secrets_path(const Tree& root) {
    const auto* path = root.find("secrets_path");
    return path != nullptr && path->is_stringish() && !path->is_blank() ? path->text : ".kamal/secrets";
}

}  // namespace wheels::config
