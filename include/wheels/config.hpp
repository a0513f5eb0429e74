#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wheels/secret.hpp"

namespace wheels {

/// Name and value, in the order of deploy.yml.
using Pairs = std::vector<std::pair<std::string, std::string>>;

/// An option of `docker run`: `--memory 512m`, or the bare flag `--init` when there is no value.
/// A list in deploy.yml is one option per item.
using Options = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// `NAME` or `NAME:SOURCE` of `env/secret`, with the value from the secrets files.
struct SecretVariable {
    std::string name;
    Secret value;
};

/// Environment of a container. Later maps win: root, role, then the host's tags.
struct Env {
    Pairs clear;
    std::vector<SecretVariable> secret;
};

/// `logging:` of deploy.yml, as arguments for docker.
struct Logging {
    std::optional<std::string> driver;
    Pairs options;  ///< `--log-opt K="V"`; `max-size=10m` when neither driver nor options are set.
};

/// Settings of the kamal-proxy container itself (`proxy/run`). Absent in deploy.yml: the proxy is
/// booted from the files that Kamal's `proxy boot_config` leaves in `.kamal/proxy`.
struct ProxyRun {
    std::uint16_t http_port = 80;
    std::uint16_t https_port = 443;
    std::optional<std::uint16_t> metrics_port;
    bool debug = false;
    bool publish = true;
    std::string log_max_size = "10m";
    std::vector<std::string> bind_ips;
    std::optional<std::string> registry;
    std::string repository = "basecamp/kamal-proxy";
    std::string version = "v0.9.2";
    Options options;

    friend bool operator==(const ProxyRun&, const ProxyRun&) = default;
};

/// How kamal-proxy serves a role. Unset means: the flag is not sent, the proxy's default holds.
struct Proxy {
    std::vector<std::string> hosts;
    std::uint16_t app_port = 80;
    bool ssl = false;
    std::optional<bool> ssl_redirect;
    std::optional<bool> forward_headers;
    std::optional<std::int64_t> response_timeout;  ///< Seconds.
    std::vector<std::string> path_prefixes;
    std::optional<bool> strip_path_prefix;
    std::optional<std::int64_t> healthcheck_interval;  ///< Seconds.
    std::optional<std::int64_t> healthcheck_timeout;   ///< Seconds.
    std::optional<std::string> healthcheck_path;
    bool buffer_requests = true;
    bool buffer_responses = true;
    std::optional<std::int64_t> buffer_memory;      ///< Bytes.
    std::optional<std::int64_t> max_request_body;   ///< Bytes.
    std::optional<std::int64_t> max_response_body;  ///< Bytes.
    std::optional<std::vector<std::string>> log_request_headers;
    std::optional<std::vector<std::string>> log_response_headers;
    std::optional<ProxyRun> run;
};

/// One role with its settings; what deploy.yml sets at the root is already merged in.
struct Role {
    std::string name;
    std::vector<std::string> hosts;  ///< Unique, in the order of deploy.yml.
    std::optional<std::string> cmd;
    std::map<std::string, Env> env_by_host;  ///< Root, role and tags merged, for every host.
    Pairs labels;                            ///< Custom ones; Kamal's own three are added by commands.
    std::string restart = "unless-stopped";
    Options options;  ///< Without `restart`.
    Logging logging;
    std::optional<std::int64_t> stop_timeout;  ///< Seconds; of the role, else the root's.
    std::optional<Proxy> proxy;                ///< Set exactly when the role runs behind kamal-proxy.
};

struct Registry {
    std::optional<std::string> server;  ///< Unset: Docker Hub.
    std::string username;
    Secret password;
};

struct SshSettings {
    std::string user = "root";
    std::uint16_t port = 22;
    std::vector<std::string> keys;  ///< Paths; `~` follows `$HOME`.
    bool keys_only = false;
    std::string log_level = "fatal";
};

struct SshKitSettings {
    std::size_t max_concurrent_starts = 30;
    std::int64_t pool_idle_timeout = 900;  ///< Seconds.
    int dns_retries = 3;
};

struct Boot {
    /// A number of hosts, or a percentage of all hosts (rounded down, at least one). Unset: all at once.
    std::optional<std::int64_t> limit;
    bool limit_is_percentage = false;
    std::optional<std::int64_t> wait;  ///< Seconds after every group.
    bool parallel_roles = false;
};

enum class HookOutputMode { shown, quiet, verbose };

/// Hook settings: `hooks_path`, `hooks_output` and those of `x-wheels`.
struct HookSettings {
    std::string path = ".kamal/hooks";
    /// Default is `shown`; Kamal's `quiet` hides the output of a hook that succeeds.
    HookOutputMode output = HookOutputMode::shown;
    std::map<std::string, HookOutputMode> output_by_hook;
    bool full_kamal_env = false;                   ///< `x-wheels: {hooks_env: kamal}`.
    std::optional<std::chrono::seconds> timeout;   ///< `x-wheels: {hooks_timeout: N}`.

    HookOutputMode output_for(std::string_view hook) const;
};

/// The validated, merged value of one deploy.yml and its destination. Immutable once loaded.
struct Config {
    std::string service;
    std::string image;                       ///< As in deploy.yml, without registry and tag.
    std::optional<std::string> destination;  ///< `--destination`.
    std::string version;                     ///< What is being deployed; see docs/configuration.md.
    std::vector<Role> roles;                 ///< In the order of deploy.yml.
    std::string primary_role = "web";
    Registry registry;
    std::vector<std::string> volumes;
    Boot boot;
    SshSettings ssh;
    SshKitSettings sshkit;
    HookSettings hooks;
    std::int64_t deploy_timeout = 30;  ///< Seconds.
    std::int64_t drain_timeout = 30;   ///< Seconds.
    std::int64_t readiness_delay = 7;  ///< Seconds; roles without proxy.
    std::int64_t retain_containers = 5;
    bool accept_new_hosts = false;  ///< `x-wheels: {accept_new_hosts: true}`.
    /// Everything in the secrets files, by name; also what hooks get with `hooks_env: kamal`.
    std::map<std::string, Secret> secrets;

    const Role& role(std::string_view name) const;      ///< Throws std::out_of_range.
    const std::string& primary_host() const;            ///< First host of the primary role; never filtered.
    std::vector<std::string> all_hosts() const;         ///< Unique, in the order of deploy.yml.
    std::vector<const Role*> roles_on(std::string_view host) const;
    /// `service[-destination]`
    std::string service_and_destination() const;
    /// `registry/image` without a tag.
    std::string repository() const;
    std::string absolute_image() const;  ///< `repository:version`
    std::string latest_image() const;    ///< `repository:latest[-destination]`
    /// `service-role[-destination]`, the name of the role's service at the proxy too.
    std::string container_prefix(const Role& role) const;
    std::string container_name(const Role& role, std::string_view version) const;
    /// Every value that must never be shown.
    std::vector<Secret> sensitive() const;
};

}  // namespace wheels
