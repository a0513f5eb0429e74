#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wheels/config.hpp"

/// What hosts answer, as facts; and what follows from the facts. Pure.
namespace wheels::replies {

/// A container of the service, of any role and destination.
struct Container {
    std::string id;  ///< 12 hexadecimal digits.
    std::string name;
    std::string image_id;  ///< 12 hexadecimal digits.
    std::string state;     ///< `running`, `restarting`, `exited`, `created`, `dead`, `paused`, …
    std::string role;      ///< `<no value>`, as Docker says, when the label is missing.
    std::string
        destination;  ///< Empty without one; `<no value>` when the label is missing: then it is no role's.

    // Known only where somebody looked closely (commands::probe_closely).
    std::optional<std::chrono::system_clock::time_point> created;
    std::optional<std::chrono::system_clock::time_point> started;  ///< Unset: never.
    std::string health;  ///< `healthy`, `starting`, `unhealthy`; empty: it has no check.
};

struct HostFacts {
    std::optional<std::string> proxy_image;  ///< With its tag; unset: there is no kamal-proxy container.
    bool proxy_running = false;
    bool has_network = false;
    std::optional<std::string> latest_image_id;  ///< 12 hexadecimal digits.
    std::vector<Container> containers;           ///< Newest first.
    bool known = false;                          ///< Nothing was asked yet, or never is: a dry run.
};

/// Reads the answer to commands::probe_host or probe_closely. Throws Error{command_failed} when it is none.
HostFacts parse_probe(std::string_view text, const Config& config);

/// Kamal's current_running_version: the newest running container made from the latest image, else the newest
/// running one. A container that restarts counts as running. Null without one; valid as long as the facts.
const Container* serving_container(const HostFacts& facts, const Config& config, const Role& role);
/// Those that `docker ps` shows but for the serving one, newest first.
std::vector<const Container*> stale_containers(const HostFacts& facts,
                                               const Config& config,
                                               const Role& role);
/// The version in the name of a container of the role.
std::string version_of(const Container& container, const Config& config, const Role& role);
/// The version that a container was made for: without what renaming has put behind it when another one of the
/// same version took its place (`v1_replaced_0123456789abcdef`).
std::string original_version(std::string_view version);
/// Whether it is a container of this role.
bool belongs_to(const Container& container, const Config& config, const Role& role);
/// Of all containers, whatever their state, newest first.
std::vector<std::string> versions(const HostFacts& facts, const Config& config, const Role& role);
/// In any state.
bool has_container(const HostFacts& facts, const Config& config, const Role& role, std::string_view version);

/// What kamal-proxy serves.
struct ProxyEntry {
    std::string service;
    std::string target;  ///< `0123456789ab:80`
    std::string state;   ///< `running`, `paused`, `stopped`.
};
/// Reads the answer to commands::list_proxy_services, colours and all. Unset when it is no such list.
std::optional<std::vector<ProxyEntry>> parse_proxy_list(std::string_view text);

using Times = std::map<std::string, std::chrono::system_clock::time_point>;
/// When images were built, by id (12 hexadecimal digits), in the answer to commands::image_times. Other lines
/// are passed over.
Times parse_image_times(std::string_view text);

/// How a container is, for a role that no proxy checks.
struct ContainerStatus {
    std::string state;  ///< Of its health check when it has one: `healthy`, `starting`, …; else `running`,
                        ///< `exited`, …
    int restarts = 0;   ///< How often Docker has started it again.

    /// `running`, or `restarting, restarted 3 times`; `gone` when there is no such container.
    std::string text() const;
};
/// Reads the answer to commands::container_status.
ContainerStatus parse_container_status(std::string_view text);
/// Whether a container that was seen twice runs and has not been started again in between.
bool keeps_running(const ContainerStatus& before, const ContainerStatus& after);

/// Whether a lock's details, as text, are those of a run that took it by itself: it will be released soon.
bool is_automatic_lock(std::string_view details);
/// Text of a lock's details file. What is not Base64 is returned as it is.
std::string decode_lock_details(std::string_view file);
/// Whether commands::acquire_lock found the lock taken; any other failure is a failure.
bool is_lock_held(int status, std::string_view err);

/// The container's id (12 hexadecimal digits) in what `docker run --detach` printed.
std::optional<std::string> parse_container_id(std::string_view docker_run_stdout);
/// Whether `docker stop` or `docker rm` had nothing to do.
bool no_such_container(std::string_view output);
/// kamal-proxy's words for a container whose health check never passed.
bool says_unhealthy(std::string_view output);

/// `amd64` for `x86_64`: docker's architecture in the words of its platforms.
std::string architecture(std::string_view answer);
/// Whether a failed ImageBuilder::inspect() means that there is no builder yet.
bool builder_missing(std::string_view output);
/// What git says outside of every repository.
bool no_git_repository(std::string_view output);
/// The command that git itself advises where it does not trust a repository (`git config --global --add
/// safe.directory PATH`); empty when it advises none.
std::string git_advice(std::string_view output);
/// Whether `docker pull` failed because the registry has no such tag.
bool no_such_tag(std::string_view output);

}  // namespace wheels::replies
