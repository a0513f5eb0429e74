#include "describe.hpp"

#include <concepts>
#include <optional>
#include <vector>

namespace wheels::test {
namespace {

std::string show(const std::string& text) {
    return text;
}
std::string show(const Secret& secret) {
    return "secret " + secret.reveal();
}
std::string show(bool value) {
    return value ? "true" : "false";
}
template <std::integral T>
std::string show(T value) {
    return std::to_string(value);
}

class Lines {
public:
    template <typename T>
    void add(const std::string& key, const T& value) {
        text_ += key + " = " + show(value) + "\n";
    }
    template <typename T>
    void add(const std::string& key, const std::optional<T>& value) {
        if (value) add(key, *value);
    }
    template <typename T>
    void add(const std::string& key, const std::vector<T>& values) {
        for (const auto& value : values) add(key, value);
    }
    void add(const std::string& key, const Pairs& pairs) {
        for (const auto& [name, value] : pairs) add(key + "." + name, value);
    }
    void add(const std::string& key, const Options& options) {
        for (const auto& [name, value] : options) add(key + "." + name, value.value_or("(bare)"));
    }
    void add(const std::string& key, const std::vector<SecretVariable>& variables) {
        for (const auto& variable : variables) add(key + "." + variable.name, variable.value);
    }
    void add(const std::string& key, const Env& env) {
        add(key + ".clear", env.clear);
        add(key + ".secret", env.secret);
    }
    void add(const std::string& key, const Logging& logging) {
        add(key + ".driver", logging.driver);
        add(key + ".options", logging.options);
    }
    void add(const std::string& key, const Registry& registry) {
        add(key + ".server", registry.server);
        add(key + ".username", registry.username);
        add(key + ".password", registry.password);
    }
    void add(const std::string& key, const ProxyRun& run) {
        add(key + ".http_port", run.http_port);
        add(key + ".https_port", run.https_port);
        add(key + ".metrics_port", run.metrics_port);
        add(key + ".debug", run.debug);
        add(key + ".publish", run.publish);
        add(key + ".log_max_size", run.log_max_size);
        add(key + ".bind_ips", run.bind_ips);
        add(key + ".registry", run.registry);
        add(key + ".repository", run.repository);
        add(key + ".version", run.version);
        add(key + ".options", run.options);
    }
    void add(const std::string& key, const Proxy& proxy) {
        add(key + ".hosts", proxy.hosts);
        add(key + ".app_port", proxy.app_port);
        add(key + ".ssl", proxy.ssl);
        if (proxy.certificate) {
            add(key + ".certificate_pem", proxy.certificate->certificate_pem);
            add(key + ".private_key_pem", proxy.certificate->private_key_pem);
        }
        add(key + ".ssl_redirect", proxy.ssl_redirect);
        add(key + ".forward_headers", proxy.forward_headers);
        add(key + ".response_timeout", proxy.response_timeout);
        add(key + ".path_prefixes", proxy.path_prefixes);
        add(key + ".strip_path_prefix", proxy.strip_path_prefix);
        add(key + ".healthcheck_interval", proxy.healthcheck_interval);
        add(key + ".healthcheck_timeout", proxy.healthcheck_timeout);
        add(key + ".healthcheck_path", proxy.healthcheck_path);
        add(key + ".buffer_requests", proxy.buffer_requests);
        add(key + ".buffer_responses", proxy.buffer_responses);
        add(key + ".buffer_memory", proxy.buffer_memory);
        add(key + ".max_request_body", proxy.max_request_body);
        add(key + ".max_response_body", proxy.max_response_body);
        add(key + ".log_request_headers", proxy.log_request_headers);
        add(key + ".log_response_headers", proxy.log_response_headers);
        add(key + ".run", proxy.run);
    }
    void add(const std::string& key, const AssetPath& path) {
        add(key + ".path", path.path);
        add(key + ".options", path.options);
    }
    void add(const std::string& key, const Role& role) {
        add(key + ".hosts", role.hosts);
        add(key + ".cmd", role.cmd);
        for (const auto& [host, env] : role.env_by_host) add(key + ".env." + host, env);
        add(key + ".labels", role.labels);
        add(key + ".restart", role.restart);
        add(key + ".options", role.options);
        add(key + ".logging", role.logging);
        add(key + ".stop_timeout", role.stop_timeout);
        add(key + ".proxy", role.proxy);
        add(key + ".asset_path", role.asset_path);
    }
    void add(const std::string& key, const Accessory& accessory) {
        add(key + ".service", accessory.service);
        add(key + ".image", accessory.image);
        add(key + ".registry", accessory.registry);
        add(key + ".hosts", accessory.hosts);
        add(key + ".cmd", accessory.cmd);
        add(key + ".port", accessory.port);
        add(key + ".labels", accessory.labels);
        add(key + ".restart", accessory.restart);
        add(key + ".options", accessory.options);
        add(key + ".env", accessory.env);
        for (const auto& file : accessory.files) {
            add(key + ".file", file.local + " " + file.remote + " " + file.mode + " " +
                                   file.owner.value_or("-") + " " + file.options.value_or("-"));
        }
        for (const auto& directory : accessory.directories) {
            add(key + ".directory", directory.host_path + " " + directory.remote + " " +
                                        directory.mode.value_or("-") + " " + directory.owner.value_or("-") +
                                        " " + directory.options.value_or("-"));
        }
        add(key + ".volumes", accessory.volumes);
        add(key + ".network", accessory.network);
        add(key + ".proxy", accessory.proxy);
    }
    void add(const std::string& key, const Builder& builder) {
        add(key + ".arches", builder.arches);
        add(key + ".remote", builder.remote);
        add(key + ".local", builder.local);
        if (builder.pack) {
            add(key + ".pack.builder", builder.pack->builder);
            add(key + ".pack.buildpacks", builder.pack->buildpacks);
        }
        if (builder.cache) {
            add(key + ".cache.type", builder.cache->type);
            add(key + ".cache.options", builder.cache->options);
            add(key + ".cache.image", builder.cache->image);
        }
        add(key + ".context", builder.context);
        add(key + ".dockerfile", builder.dockerfile);
        add(key + ".target", builder.target);
        add(key + ".args", builder.args);
        add(key + ".secrets", builder.secrets);
        add(key + ".ssh", builder.ssh);
        add(key + ".driver", builder.driver);
        add(key + ".provenance", builder.provenance);
        add(key + ".sbom", builder.sbom);
    }
    void add(const std::string& key, const SshSettings& ssh) {
        add(key + ".user", ssh.user);
        add(key + ".port", ssh.port);
        add(key + ".keys", ssh.keys);
        add(key + ".keys_only", ssh.keys_only);
        add(key + ".key_data", ssh.key_data);
        add(key + ".log_level", ssh.log_level);
        add(key + ".proxy", ssh.proxy);
        add(key + ".proxy_command", ssh.proxy_command);
        add(key + ".read_default_config", ssh.read_default_config);
        add(key + ".config_files", ssh.config_files);
        add(key + ".forward_agent", ssh.forward_agent);
    }
    void add(const std::string& key, HookOutputMode mode) {
        const char* const names[] = {"shown", "quiet", "verbose"};
        text_ += key + " = " + names[static_cast<int>(mode)] + "\n";
    }
    void add(const std::string& key, const HookSettings& hooks) {
        add(key + ".path", hooks.path);
        add(key + ".output", hooks.output);
        for (const auto& [hook, mode] : hooks.output_by_hook) add(key + ".output." + hook, mode);
        add(key + ".full_kamal_env", hooks.full_kamal_env);
        if (hooks.timeout) add(key + ".timeout", hooks.timeout->count());
    }

    const std::string& text() const { return text_; }

private:
    std::string text_;
};

}  // namespace

std::string describe(const Config& config) {
    Lines lines;
    lines.add("service", config.service);
    lines.add("image", config.image);
    lines.add("destination", config.destination);
    for (const auto& role : config.roles) lines.add("roles." + role.name, role);
    lines.add("primary_role", config.primary_role);
    lines.add("registry", config.registry);
    lines.add("volumes", config.volumes);
    lines.add("logging", config.logging);
    lines.add("boot.limit", config.boot.limit);
    lines.add("boot.limit_is_percentage", config.boot.limit_is_percentage);
    lines.add("boot.wait", config.boot.wait);
    lines.add("boot.parallel_roles", config.boot.parallel_roles);
    lines.add("ssh", config.ssh);
    lines.add("sshkit.max_concurrent_starts", config.sshkit.max_concurrent_starts);
    lines.add("sshkit.pool_idle_timeout", config.sshkit.pool_idle_timeout);
    lines.add("sshkit.dns_retries", config.sshkit.dns_retries);
    lines.add("hooks", config.hooks);
    lines.add("deploy_timeout", config.deploy_timeout);
    lines.add("drain_timeout", config.drain_timeout);
    lines.add("readiness_delay", config.readiness_delay);
    lines.add("retain_containers", config.retain_containers);
    lines.add("accept_new_hosts", config.accept_new_hosts);
    lines.add("error_pages_path", config.error_pages_path);
    for (const auto& accessory : config.accessories) lines.add("accessories." + accessory.name, accessory);
    lines.add("builder", config.builder);
    lines.add("output.otel_endpoint", config.output.otel_endpoint);
    lines.add("output.file_path", config.output.file_path);
    lines.add("aliases", config.aliases);
    lines.add("minimum_version", config.minimum_version);
    return lines.text();
}

}  // namespace wheels::test
