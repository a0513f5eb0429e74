#include "commands/proxy_boot_config.hpp"

#include <arpa/inet.h>

#include "base/shell.hpp"
#include "base/text.hpp"
#include "commands/paths.hpp"
#include "commands/proxy.hpp"
#include "commands/upload.hpp"
#include "wheels/error.hpp"

namespace wheels::commands {
namespace {

const std::string default_options = "--publish 80:80 --publish 443:443 --log-opt max-size=10m";
const std::string default_image = "basecamp/kamal-proxy";

std::string path_of(const std::string& file) {
    return proxy_directory + "/" + file;
}

Command reset(const std::string& file) {
    return {"reset boot config of the proxy", "rm -f " + path_of(file)};
}

/// The file, or none where the default holds.
Command write(const std::string& file, const std::string& content, const std::string& otherwise) {
    if (content == otherwise) return reset(file);
    return upload("boot config of the proxy", Upload(path_of(file), Secret(content), "640"));
}

bool is_ip(int family, const std::string& text) {
    in6_addr parsed{};
    return ::inet_pton(family, text.c_str(), &parsed) == 1;
}

std::string before_port(std::string ip) {
    if (ip.starts_with('[') && ip.ends_with(']')) ip = ip.substr(1, ip.size() - 2);
    if (is_ip(AF_INET, ip)) return ip + ":";
    if (is_ip(AF_INET6, ip)) return "[" + ip + "]:";
    throw Error(ErrorKind::usage, "--publish-host-ip: " + text::one_line(ip) + " is no IP address");
}

std::string options_of(const verb::ProxyBootConfigSet& settings) {
    std::vector<std::string> options;
    if (settings.publish) {
        std::vector<std::string> prefixes;
        for (const auto& ip : settings.publish_host_ips) prefixes.push_back(before_port(ip));
        if (prefixes.empty()) prefixes.emplace_back();
        for (const auto& prefix : prefixes) {
            options.push_back("--publish " + prefix + std::to_string(settings.http_port) + ":80");
            options.push_back("--publish " + prefix + std::to_string(settings.https_port) + ":443");
        }
    }
    if (!settings.log_max_size.empty()) options.push_back("--log-opt max-size=" + settings.log_max_size);
    if (settings.metrics_port) options.push_back("--expose=" + std::to_string(*settings.metrics_port));
    for (const auto& option : settings.docker_options) options.push_back("--" + option);
    return text::join(options, " ");
}

std::string image_of(const verb::ProxyBootConfigSet& settings) {
    const auto registry = settings.registry ? *settings.registry + "/" : std::string();
    return registry + settings.repository.value_or("basecamp") + "/kamal-proxy";
}

std::string run_command_of(const verb::ProxyBootConfigSet& settings) {
    std::string command;
    if (settings.debug) command += " --debug";
    if (settings.metrics_port)
        command += " --metrics-port \"" + std::to_string(*settings.metrics_port) + "\"";
    return command.empty() ? command : "kamal-proxy run" + command;
}

std::string content_of(const std::string& file, const std::string& otherwise) {
    return "$(cat " + path_of(file) + " 2> /dev/null || echo " + shell::quote(otherwise) + ")";
}

}  // namespace

Sequence set_boot_config(const verb::ProxyBootConfigSet& settings) {
    return {Command("make proxy directory", "mkdir -p " + proxy_directory),
            write("options", options_of(settings), default_options),
            write("image", image_of(settings), default_image),
            write("image_version", settings.image_version.value_or(""), ""),
            write("run_command", run_command_of(settings), "")};
}

Sequence reset_boot_config() {
    Sequence sequence;
    for (const auto* file : {"options", "image", "image_version", "run_command"})
        sequence.push_back(reset(file));
    return sequence;
}

Command show_boot_config() {
    const std::string none;
    Command command("read boot config of the proxy",
                    "echo \"" + content_of("options", default_options) + " " +
                        content_of("image", default_image) + ":" +
                        content_of("image_version", std::string(proxy_minimum_version)) + " " +
                        content_of("run_command", none) + "\"");
    command.probe = true;
    return command;
}

std::string boot_config_words() {
    return "printf '%s\\n' \"" + content_of("options", default_options) + "\" \"" +
           content_of("image", default_image) + ":" +
           content_of("image_version", std::string(proxy_minimum_version)) + "\" \"" +
           content_of("run_command", "") + "\"";
}

}  // namespace wheels::commands
