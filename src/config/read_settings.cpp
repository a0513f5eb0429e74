#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "base/text.hpp"
#include "config/read.hpp"

namespace wheels::config {
namespace {

std::uint16_t read_ssh_port(const Node& port) {
    constexpr std::uint16_t usual = 22;
    const auto text = port.text();
    if (!text) return usual;
    unsigned value = 0;
    const auto* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, value);
    const bool whole = read.ec == std::errc() && read.ptr == end;
    if (whole && value > 0 && value <= std::numeric_limits<std::uint16_t>::max()) {
        return static_cast<std::uint16_t>(value);
    }
    port.problem("should be a port from 1 to 65535");
    return usual;
}

// `25%`: the whole number before the sign. More than all hosts are all of them.
std::optional<std::int64_t> percentage(const std::string& text) {
    if (!text.ends_with('%')) return std::nullopt;
    const auto number = text::trim(std::string_view(text).substr(0, text.size() - 1));
    std::int64_t value = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
    const std::string_view rest(read.ptr, number.data() + number.size());
    const bool fraction = rest.starts_with('.') && rest.find_first_not_of("0123456789", 1) == rest.npos;
    if (read.ec != std::errc() || value < 0 || (!rest.empty() && !fraction)) return std::nullopt;
    return std::min<std::int64_t>(value, 100);
}

// The levels of Ruby's Logger, in any case, or by number.
std::string read_log_level(const Node& level, const std::string& fallback) {
    const auto word = level.text();
    if (!word || level.integer()) return fallback;
    const auto known = {"debug", "info", "warn", "error", "fatal", "unknown"};
    const auto lower = text::lower(*word);
    if (std::find(known.begin(), known.end(), lower) != known.end()) return lower;
    level.problem("invalid value '" + *word + "', must be one of: debug, info, warn, error, fatal, unknown");
    return fallback;
}

std::optional<HookOutputMode> output_mode(const Node& level) {
    const auto word = level.text();
    if (!word || level.is_false()) return std::nullopt;
    return *word == "quiet" ? HookOutputMode::quiet : HookOutputMode::verbose;
}

constexpr std::array<std::string_view, 10> hooks{
    "docker-setup",  "pre-connect", "pre-build",           "pre-deploy",       "pre-app-boot",
    "post-app-boot", "post-deploy", "post-deploy-failure", "pre-proxy-reboot", "post-proxy-reboot",
};

// Kamal 2.12: the first words of its command line, which an alias may not hide; and ours.
constexpr std::array<std::string_view, 22> verbs{
    "accessory", "app",     "audit",  "build", "config",  "deploy",   "details",  "docs",
    "help",      "init",    "lock",   "proxy", "prune",   "redeploy", "registry", "remove",
    "rollback",  "secrets", "server", "setup", "upgrade", "version",
};

// Verbs that Kamal does not have, so that a deploy.yml may have such aliases: they are hidden, and no
// mistake.
constexpr std::array<std::string_view, 9> own_verbs{
    "bootstrap",     "canary",     "doctor",        "exec",   "extract-secrets",
    "fetch-secrets", "playground", "print-secrets", "status",
};

bool is_http_url(const std::string& text) {
    const auto small = text::lower(text);
    const bool http = small.starts_with("http://") || small.starts_with("https://");
    return http && text.find_first_of(" \t\n\"`\\<>{}") == std::string::npos;
}

bool is_alias_name(const std::string& name) {
    return !name.empty() &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
}

}  // namespace

SshSettings read_ssh(const Node& ssh, SecretValues& secrets) {
    SshSettings read;
    read.user = ssh.at("user").present_text().value_or(read.user);
    read.user_given = ssh.at("user").is_present();
    read.port = read_ssh_port(ssh.at("port"));
    read.port_given = ssh.at("port").is_present();
    read.keys = ssh.at("keys").texts();
    read.keys_only = ssh.at("keys_only").is_true();
    read.log_level = read_log_level(ssh.at("log_level"), read.log_level);
    for (const auto& item : ssh.at("key_data").items()) {
        const auto name = item.text();
        if (!name) continue;
        if (name->find("PRIVATE KEY-----") == std::string::npos) {
            read.key_data.push_back(secrets.get(*name, item));
        } else {
            item.warning("a private key should not stand here: put it into a secret, and name that");
            read.key_data.emplace_back(*name);
        }
    }
    if (const auto jump = ssh.at("proxy").present_text()) {
        constexpr std::string_view scheme = "ssh://";
        const auto host = jump->starts_with(scheme) ? scheme.size() : 0;
        const bool names_user = jump->find('@') != std::string::npos || *jump == "none";
        read.proxy = names_user ? *jump : std::string(*jump).insert(host, "root@");
    }
    read.proxy_command = ssh.at("proxy_command").present_text();
    const auto files = ssh.at("config");
    read.config_given = files.exists() && !files.tree()->is_null();
    if (read.config_given) read.read_default_config = false;
    if (const auto yes = files.boolean()) {
        read.read_default_config = *yes;
    } else if (const auto one = files.present_text()) {
        read.config_files = {*one};
    } else {
        read.config_files = files.texts();
    }
    read.forward_agent = ssh.at("forward_agent").boolean();
    return read;
}

SshKitSettings read_sshkit(const Node& sshkit) {
    constexpr std::int64_t many = 100'000;
    SshKitSettings read;
    if (const auto starts = integer_within(sshkit.at("max_concurrent_starts"), 1, many)) {
        read.max_concurrent_starts = static_cast<std::size_t>(*starts);
    }
    read.pool_idle_timeout = seconds(sshkit.at("pool_idle_timeout")).value_or(read.pool_idle_timeout);
    if (const auto retries = integer_within(sshkit.at("dns_retries"), 0, 1000)) {
        read.dns_retries = static_cast<int>(*retries);
    }
    return read;
}

Boot read_boot(const Node& boot) {
    constexpr std::int64_t many = 1'000'000;
    Boot read;
    const auto limit = boot.at("limit");
    if (limit.integer()) {
        read.limit = integer_within(limit, 1, many);
    } else if (const auto text = limit.text(); text && !limit.is_false()) {
        read.limit = percentage(*text);
        read.limit_is_percentage = read.limit.has_value();
        if (!read.limit) limit.problem("should be a number of hosts, or a percentage such as 25%");
    }
    read.wait = seconds(boot.at("wait"));
    read.parallel_roles = boot.at("parallel_roles").is_true();
    return read;
}

HookSettings read_hooks(const Node& root) {
    HookSettings read;
    read.path = root.at("hooks_path").present_text().value_or(read.path);
    const auto output = root.at("hooks_output");
    read.output = output_mode(output).value_or(read.output);
    for (const auto& [hook, level] : output.entries()) {
        if (std::find(hooks.begin(), hooks.end(), hook) == hooks.end()) {
            const auto meant = text::closest(hook, {hooks.begin(), hooks.end()});
            level.warning(meant.empty()
                              ? "there is no hook of this name"
                              : "there is no hook of this name: is `" + std::string(meant) + "` meant?");
        }
        if (const auto mode = output_mode(level)) read.output_by_hook[hook] = *mode;
    }
    const auto ours = root.at("x-wheels");
    read.full_kamal_env = ours.at("hooks_env").text() == "kamal";
    if (const auto limit = integer_within(ours.at("hooks_timeout"), 1, 86400)) {
        read.timeout = std::chrono::seconds(*limit);
    }
    return read;
}

OutputSettings read_output(const Node& output) {
    OutputSettings read;
    const auto otel = output.at("otel");
    const auto endpoint = otel.at("endpoint");
    read.otel_endpoint = endpoint.present_text();
    if (otel.exists() && !read.otel_endpoint) endpoint.missing("OTel endpoint is required");
    if (endpoint.is_present() && endpoint.string() && !is_http_url(*endpoint.string()))
        endpoint.problem("should be a URL such as http://HOST:4318");
    const auto file = output.at("file");
    read.file_path = file.at("path").present_text();
    if (file.exists() && !read.file_path) file.at("path").missing("file path is required");
    return read;
}

Pairs read_aliases(const Node& aliases) {
    Pairs read;
    for (const auto& [name, command] : aliases.entries()) {
        if (!is_alias_name(name)) {
            command.problem("Invalid alias name: '" + name +
                            "'. Must only contain lowercase letters, alphanumeric, hyphens and underscores.");
        }
        if (std::find(verbs.begin(), verbs.end(), name) != verbs.end()) {
            command.problem("Alias '" + name + "' conflicts with a built-in command.");
        }
        if (std::find(own_verbs.begin(), own_verbs.end(), name) != own_verbs.end()) {
            command.warning("`wheels deploy " + name +
                            "` is a verb, which comes before this alias: rename the alias");
        }
        read.emplace_back(name, command.text().value_or(""));
    }
    return read;
}

}  // namespace wheels::config
