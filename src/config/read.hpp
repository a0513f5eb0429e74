#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"
#include "config/secret_values.hpp"
#include "wheels/config.hpp"

/// One function for each section of deploy.yml: a validated tree becomes a value, and what the schema cannot
/// say is checked. Problems go to the nodes' findings.
namespace wheels::config {

/// The environment that one `env` adds, secrets not looked up yet.
struct EnvPart {
    struct SecretName {
        std::string name;
        std::string source;
        Node asking;
    };
    Pairs clear;
    std::vector<SecretName> secret;

    /// `over` wins, in Kamal's order.
    void merge(const EnvPart& over);
};

/// `over` wins, and what is new comes last.
void merge_pairs(Pairs& pairs, const Pairs& over);

EnvPart read_env(const Node& env);
/// `env/tags` of the root.
std::map<std::string, EnvPart> read_tags(const Node& root_env);
Env resolve(const EnvPart& part, SecretValues& secrets);

/// Options for `docker run`, all but the one that is `left_out`.
Options read_docker_options(const Node& options, std::string_view left_out = "");
/// Those of a container of ours, whose `restart` is a key by itself.
inline constexpr std::string_view restart_option = "restart";
/// `options/restart`, else Kamal's default.
std::string read_restart_policy(const Node& options);
/// A map of texts: labels, build arguments.
Pairs read_pairs(const Node& map);
/// As read_pairs, and Kamal's own labels are refused.
Pairs read_labels(const Node& labels);
/// As for `docker run --volume`.
std::vector<std::string> read_volumes(const Node& volumes);
Logging read_logging(const Node& logging);

/// Roles and accessories have names that go into container names and file names. `owner`: "a role".
void check_name(const std::string& name, const std::string& owner, const Node& blamed);

/// Hosts of a list, each with its tags.
struct TaggedHost {
    std::string name;
    std::vector<std::string> tags;
};
std::vector<TaggedHost> read_hosts(const Node& hosts);

/// `proxy` of the root, a role or an accessory.
Proxy read_proxy(const Node& proxy, SecretValues& secrets);
/// What Kamal checks of each `proxy` map by itself.
void check_proxy(const Node& proxy);

Registry read_registry(const Node& registry, SecretValues& secrets);
Builder read_builder(const Node& builder, const Node& root, SecretValues& secrets);
SshSettings read_ssh(const Node& ssh, SecretValues& secrets);
SshKitSettings read_sshkit(const Node& sshkit);
Boot read_boot(const Node& boot);
HookSettings read_hooks(const Node& root);
OutputSettings read_output(const Node& output);
Pairs read_aliases(const Node& aliases);

/// `primary_role`, else `web`.
std::string primary_role_name(const Node& root);
/// The tags of the hosts, by role.
using HostTags = std::map<std::string, std::vector<TaggedHost>>;
std::vector<Role> read_roles(const Node& root, SecretValues& secrets, HostTags& tags);
std::vector<Accessory> read_accessories(const Node& root,
                                        const Config& config,
                                        const HostTags& tags,
                                        SecretValues& secrets);

/// Refuses a secret that would be seen on a command line although there is another way.
void refuse_secret_text(const Node& node, const std::string& way);

}  // namespace wheels::config
