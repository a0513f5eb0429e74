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

#include "wheels/error.hpp"
#include "wheels/export.hpp"
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

/// A certificate of one's own (`proxy/ssl` as a map); both are contents, not paths.
struct Certificate {
    Secret certificate_pem;
    Secret private_key_pem;
};

/// How kamal-proxy serves a role. Unset means: the flag is not sent, the proxy's default holds.
struct Proxy {
    std::vector<std::string> hosts;
    std::uint16_t app_port = 80;
    bool ssl = false;
    std::optional<Certificate> certificate;  ///< Set only together with `ssl`.
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

/// Where an image keeps its assets, for bridging two versions.
struct AssetPath {
    std::string path;
    std::optional<std::string> options;  ///< Of the mount: `ro`, `z`.
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
    std::optional<AssetPath> asset_path;       ///< Set only for roles behind kamal-proxy.
};

struct WHEELS_API Registry {
    std::optional<std::string> server;  ///< Unset: Docker Hub.
    std::string username;               ///< Empty only for a local registry.
    Secret password;

    bool is_local() const;                            ///< `localhost:PORT`
    std::optional<std::uint16_t> local_port() const;  ///< Set exactly when local.
};

/// A file of this machine that an accessory gets.
struct AccessoryFile {
    std::string local;   ///< As in deploy.yml, relative to the project root.
    std::string remote;  ///< Path in the container, absolute.
    std::string mode = "755";
    std::optional<std::string> owner;
    std::optional<std::string> options;  ///< Of the mount.
    Problem place;                       ///< Where deploy.yml asks for it; without a text.
};

/// A folder on the host that is mounted into an accessory.
struct AccessoryDirectory {
    std::string host_path;  ///< As in deploy.yml; relative to SERVICE_NAME in the SSH user's home.
    std::string remote;     ///< Path in the container.
    std::optional<std::string> mode;
    std::optional<std::string> owner;
    std::optional<std::string> options;  ///< Of the mount.
};

/// A container beside the app, such as a database.
struct Accessory {
    std::string name;
    std::string service;  ///< Name of the container.
    std::string image;    ///< With the server of its registry.
    std::optional<Registry> registry;
    std::vector<std::string> hosts;  ///< Unique.
    std::optional<std::string> cmd;
    std::optional<std::string> port;  ///< As for `--publish`.
    Pairs labels;                     ///< Custom ones; `service` is added by commands.
    std::string restart = "unless-stopped";
    Options options;  ///< Without `restart`.
    Env env;
    std::vector<AccessoryFile> files;
    std::vector<AccessoryDirectory> directories;
    std::vector<std::string> volumes;
    std::string network = "kamal";
    std::optional<Proxy> proxy;  ///< Set when it runs behind kamal-proxy.
};

/// How the image is built.
struct Builder {
    struct Cache {
        std::string type;  ///< `gha` or `registry`.
        std::optional<std::string> options;
        std::optional<std::string> image;
    };
    struct Pack {
        std::string builder;
        std::vector<std::string> buildpacks;
    };

    std::vector<std::string> arches;  ///< Empty only when deploy.yml has no `builder` at all.
    std::optional<std::string> remote;
    bool local = true;
    std::optional<Pack> pack;
    std::optional<Cache> cache;
    std::optional<std::string> context;  ///< Unset: a clone of the git repository.
    std::string dockerfile = "Dockerfile";
    std::optional<std::string> target;
    Pairs args;
    std::vector<SecretVariable> secrets;
    std::optional<std::string> ssh;
    std::string driver = "docker-container";
    std::optional<std::string> provenance;
    std::optional<std::string> sbom;
};

/// `output:`, where else a run is logged.
struct OutputSettings {
    std::optional<std::string> otel_endpoint;
    std::optional<std::string> file_path;
};

struct SshSettings {
    std::string user = "root";
    std::uint16_t port = 22;
    bool user_given = false;        ///< deploy.yml says so, and no file of ssh may say otherwise.
    bool port_given = false;        ///< The same.
    std::vector<std::string> keys;  ///< Paths; `~` follows `$HOME`.
    bool keys_only = false;
    std::vector<Secret> key_data;  ///< Private keys themselves, in PEM or OpenSSH form.
    std::string log_level = "fatal";
    std::optional<std::string> proxy;          ///< Jump host: `USER@HOST`.
    std::optional<std::string> proxy_command;  ///< With `%h` and `%p`.
    bool read_default_config = true;           ///< OpenSSH's usual files.
    bool config_given = false;                 ///< deploy.yml says which files are read.
    std::vector<std::string> config_files;     ///< Paths of OpenSSH client configurations.
    std::optional<bool> forward_agent;         ///< Unset: as the files of ssh say.
};

/// How the hosts of a playground are reached (see wheels/playground.hpp).
struct PlaygroundAccess {
    std::map<std::string, std::uint16_t> ssh_ports;  ///< Of 127.0.0.1, by host as in deploy.yml.
    std::string host_key;                            ///< That all of them show: `ssh-ed25519 AAAA…`.
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
struct WHEELS_API HookSettings {
    std::string path = ".kamal/hooks";
    /// Default is `shown`; Kamal's `quiet` hides the output of a hook that succeeds.
    HookOutputMode output = HookOutputMode::shown;
    std::map<std::string, HookOutputMode> output_by_hook;
    bool full_kamal_env = false;                  ///< `x-wheels: {hooks_env: kamal}`.
    std::optional<std::chrono::seconds> timeout;  ///< `x-wheels: {hooks_timeout: N}`.

    HookOutputMode output_for(std::string_view hook) const;
};

/// Sections as they stand in deploy.yml, as YAML in the way of Kamal's `config`: what follows the colon of
/// the key, up to the final newline. Secrets are redacted.
struct WrittenSections {
    std::string sshkit = " {}\n";
    std::string builder = " {}\n";
    std::string accessories;  ///< Empty: there is no such key.
};

/// The validated, merged value of one deploy.yml and its destination. Immutable once loaded.
struct WHEELS_API Config {
    std::string service;
    std::string image;                       ///< As in deploy.yml, without registry and tag.
    std::optional<std::string> destination;  ///< `--destination`.
    std::string version;                     ///< What is being deployed; see docs/configuration.md.
    std::vector<Role> roles;                 ///< In the order of deploy.yml.
    std::string primary_role = "web";
    Registry registry;
    std::vector<std::string> volumes;
    Logging logging;  ///< Of the root; every role has its own, merged.
    Boot boot;
    SshSettings ssh;
    SshKitSettings sshkit;
    HookSettings hooks;
    std::int64_t deploy_timeout = 30;  ///< Seconds.
    std::int64_t drain_timeout = 30;   ///< Seconds.
    std::int64_t readiness_delay = 7;  ///< Seconds; roles without proxy.
    std::int64_t retain_containers = 5;
    bool accept_new_hosts = false;                ///< `x-wheels: {accept_new_hosts: true}`.
    std::optional<std::string> error_pages_path;  ///< Folder below the project root.
    Problem error_pages_place;                    ///< Where deploy.yml names it; without a text.
    std::vector<Accessory> accessories;           ///< In the order of deploy.yml.
    Builder builder;
    OutputSettings output;
    Pairs aliases;  ///< Name and command line.
    std::optional<std::string> minimum_version;
    /// Everything in the secrets files, by name; also what hooks get with `hooks_env: kamal`.
    std::map<std::string, Secret> secrets;
    /// False: loaded without them (ProjectOptions::needs_secrets), and no run gives any away.
    bool has_secrets = true;
    bool skip_hooks = false;                ///< No run runs hooks.
    std::vector<std::string> secret_names;  ///< Of `secrets`, in the order in which the files have them.
    /// Keys that are read and checked, but whose effect is not built yet: a deploy is refused with these.
    std::vector<Problem> not_supported_yet;
    WrittenSections written;
    /// Set: nothing but the containers of a playground is connected to.
    std::optional<PlaygroundAccess> playground;

    const Role& role(std::string_view name) const;  ///< Throws std::out_of_range.
    std::string primary_host() const;  ///< First host of the primary role, or of all; never filtered.
    /// Hosts of the roles, then those of the accessories; unique, in the order of deploy.yml.
    std::vector<std::string> all_hosts() const;
    std::vector<std::string> app_hosts() const;    ///< Of the roles.
    std::vector<std::string> proxy_hosts() const;  ///< Of the roles and accessories behind kamal-proxy.
    std::vector<const Role*> roles_on(std::string_view host) const;
    /// `service[-destination]`
    std::string service_and_destination() const;
    /// `registry/image` without a tag.
    std::string repository() const;
    std::string absolute_image() const;  ///< `repository:version`
    std::string latest_tag() const;      ///< `latest[-destination]`
    std::string latest_image() const;    ///< `repository:latest[-destination]`
    /// `service-role[-destination]`, the name of the role's service at the proxy too.
    std::string container_prefix(const Role& role) const;
    std::string container_name(const Role& role, std::string_view version) const;
    /// Every value that must never be shown.
    std::vector<Secret> sensitive() const;
};

}  // namespace wheels
