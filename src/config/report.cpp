#include "config/report.hpp"

#include <algorithm>
#include <vector>

#include "base/redactor.hpp"
#include "base/text.hpp"
#include "config/yaml_writer.hpp"

namespace wheels::config {
namespace {

std::string line(const std::string& key, const std::string& value) {
    return ":" + key + ": " + value + "\n";
}

std::string list(const std::string& key, const std::vector<std::string>& values) {
    if (values.empty()) return line(key, "[]");
    std::string text = ":" + key + ":\n";
    for (const auto& value : values) text += "- " + yaml_text(value) + "\n";
    return text;
}

// Kamal sorts the roles by name.
std::vector<const Role*> sorted_roles(const Config& config) {
    std::vector<const Role*> roles;
    for (const auto& role : config.roles) roles.push_back(&role);
    std::sort(roles.begin(), roles.end(), [](const Role* a, const Role* b) { return a->name < b->name; });
    return roles;
}

void add_hosts(std::vector<std::string>& all, const std::vector<std::string>& hosts) {
    for (const auto& host : hosts) {
        if (std::find(all.begin(), all.end(), host) == all.end()) all.push_back(host);
    }
}

// As Kamal's `argumentize`: the value stands in quotes, and without one there is only the key.
void add_arguments(std::vector<std::string>& arguments, const std::string& option, const Pairs& pairs) {
    for (const auto& [key, value] : pairs) {
        arguments.push_back(option);
        arguments.push_back(value.empty() ? key : key + "=\"" + value + "\"");
    }
}

std::vector<std::string> logging_arguments(const Logging& logging) {
    std::vector<std::string> arguments;
    if (logging.driver) {
        arguments.emplace_back("--log-driver");
        arguments.push_back("\"" + *logging.driver + "\"");
    }
    add_arguments(arguments, "--log-opt", logging.options);
    return arguments;
}

std::string ssh_options(const Config& config) {
    const auto& ssh = config.ssh;
    std::string text = ":ssh_options:\n";
    const auto option = [&](const std::string& key, const std::string& value) {
        text += "  :" + key + ": " + value + "\n";
    };
    const auto options = [&](const std::string& key, const std::vector<std::string>& values) {
        text += "  :" + key + ":\n";
        for (const auto& value : values) text += "  - " + yaml_text(value) + "\n";
    };
    option("user", yaml_text(ssh.user));
    option("port", std::to_string(ssh.port));
    if (ssh.proxy) option("proxy", yaml_text(*ssh.proxy));
    if (ssh.proxy_command) option("proxy_command", yaml_text(*ssh.proxy_command));
    option("keepalive", "true");
    option("keepalive_interval", "30");
    if (ssh.keys_only) option("keys_only", "true");
    if (!ssh.keys.empty()) options("keys", ssh.keys);
    if (!ssh.key_data.empty())
        options("key_data", std::vector<std::string>(ssh.key_data.size(), "[REDACTED]"));
    if (!ssh.config_files.empty()) {
        options("config", ssh.config_files);
    } else if (ssh.config_given) {
        option("config", ssh.read_default_config ? "true" : "false");
    }
    if (ssh.forward_agent) option("forward_agent", *ssh.forward_agent ? "true" : "false");
    option("log_level", ":" + ssh.log_level);
    return text;
}

}  // namespace

std::string config_report(const Config& config) {
    std::vector<std::string> roles;
    std::vector<std::string> hosts;
    for (const auto* role : sorted_roles(config)) {
        roles.push_back(role->name);
        add_hosts(hosts, role->hosts);
    }
    for (const auto& accessory : config.accessories) add_hosts(hosts, accessory.hosts);
    std::vector<std::string> volumes;
    for (const auto& volume : config.volumes) {
        volumes.emplace_back("--volume");
        volumes.push_back(volume);
    }

    std::string text = "---\n";
    text += list("roles", roles) + list("hosts", hosts);
    if (!config.roles.empty()) text += line("primary_host", yaml_text(config.primary_host()));
    if (!config.version.empty()) text += line("version", yaml_text(config.version));
    text += line("repository", yaml_text(config.repository()));
    if (!config.version.empty()) {
        text += line("absolute_image", yaml_text(config.absolute_image()));
        text += line("service_with_version", yaml_text(config.service + "-" + config.version));
    }
    text += list("volume_args", volumes) + ssh_options(config);
    text += ":sshkit:" + config.written.sshkit + ":builder:" + config.written.builder;
    if (!config.written.accessories.empty()) text += ":accessories:" + config.written.accessories;
    text += list("logging", logging_arguments(config.logging));
    return Redactor(config.sensitive()).redact(text);
}

}  // namespace wheels::config
