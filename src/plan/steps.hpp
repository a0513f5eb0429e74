#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "commands/accessory.hpp"
#include "commands/author.hpp"
#include "commands/command.hpp"
#include "commands/proxy_files.hpp"
#include "commands/replies.hpp"
#include "wheels/config.hpp"

/// What a host is told in each phase, as functions of the configuration and of what is known of the host.
namespace wheels::plan {

/// What the steps need besides facts. A view: the configuration must outlive it.
struct Voice {
    const Config& config;
    Author author;
    std::string now;  ///< UTC, ISO 8601, for the audit log.
};

/// Nothing for a registry without accounts.
Sequence login(const Voice& voice);
Sequence logout(const Voice& voice);
Sequence pull(const Voice& voice);
Sequence proxy(const Voice& voice, const std::string& host);
Sequence stop_stale(const Voice& voice, const Role& role, const replies::HostFacts& facts);

/// What the roles on a host need before any of them boots: error pages, assets, certificates.
Sequence prepare(const Voice& voice,
                 const std::vector<const Role*>& roles,
                 const replies::HostFacts& facts,
                 const std::vector<commands::ErrorPage>& error_pages);

/// A container of the version that is being deployed is in the way of the new one.
Sequence rename_clashing(const Voice& voice,
                         const Role& role,
                         const replies::HostFacts& facts,
                         const std::string& new_version);
/// Up to `docker run`, whose answer is the new container's id.
Sequence start(const Voice& voice, const Role& role, const std::string& host, const std::string& random_hex);
/// The container that serves now and is to be stopped after the switch.
struct OldContainer {
    OldContainer(std::string old_version, std::string old_name, std::string old_id)
        : version(std::move(old_version)), name(std::move(old_name)), id(std::move(old_id)) {}

    std::string version;
    std::string name;
    std::string id;  ///< Which a renaming leaves alone; the name where nobody asked the host.
};
static_assert(!std::is_aggregate_v<OldContainer>);
std::optional<OldContainer> old_container(const Voice& voice,
                                          const Role& role,
                                          const replies::HostFacts& facts);
/// Clears away what only the stopped container needed.
Sequence clean_up(const Voice& voice, const Role& role);

Sequence tag(const Voice& voice);
/// But for the newest `retain`.
Sequence prune_containers(const Voice& voice, std::int64_t retain);
Sequence prune_images(const Voice& voice);

/// Up to the question for the accessory's containers: where there is one, it is not booted.
Sequence prepare_accessory(const Voice& voice, const Accessory& accessory);
/// Its folders and files. Booted or not, they are brought up to date.
Sequence upload_accessory(const Accessory& accessory, const std::vector<commands::AccessoryUpload>& files);
/// Up to `docker run`, whose answer is the container's id.
Sequence start_accessory(const Voice& voice, const Accessory& accessory, const std::string& host);

/// Facts of a host that nobody asked: what a dry run goes by.
replies::HostFacts unknown_facts();
/// Stands for the serving version where the facts are unknown.
inline constexpr const char* unknown_version = "<running version>";

}  // namespace wheels::plan
