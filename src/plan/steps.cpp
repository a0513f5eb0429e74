#include "plan/steps.hpp"

#include <utility>

#include "commands/app.hpp"
#include "commands/assets.hpp"
#include "commands/audit.hpp"
#include "commands/env_file.hpp"
#include "commands/image.hpp"
#include "commands/proxy.hpp"
#include "commands/prune.hpp"
#include "commands/registry.hpp"

namespace wheels::plan {
namespace {

Command audit(const Voice& voice, std::string message, const Role* role = nullptr) {
    std::optional<std::string> role_name;
    if (role != nullptr) role_name = role->name;
    return commands::audit(
        voice.config, commands::AuditLine(voice.now, voice.author.performer, role_name, std::move(message)));
}

Command only_if(Command command, const std::string& condition) {
    command.condition = condition;
    return command;
}

}  // namespace

Sequence login(const Voice& voice) {
    if (!commands::needs_login(voice.config.registry)) return {};
    return {commands::registry_login(voice.config.registry)};
}

Sequence logout(const Voice& voice) {
    if (!commands::needs_login(voice.config.registry)) return {};
    return {commands::registry_logout(voice.config.registry)};
}

Sequence pull(const Voice& voice) {
    return {audit(voice, "Pulled image with version " + voice.config.version),
            commands::clean_image(voice.config), commands::pull_image(voice.config),
            commands::validate_image(voice.config)};
}

Sequence proxy(const Voice& voice, const std::string& host) {
    return {commands::ensure_proxy_directory(), commands::start_or_run_proxy(voice.config, host)};
}

Sequence stop_stale(const Voice& voice, const Role& role, const replies::HostFacts& facts) {
    if (!facts.known) {
        const auto stale = voice.config.container_name(role, "<stale version>");
        return {only_if(commands::stop_container(voice.config, role, stale),
                        "for every running " + role.name + " container but the serving one")};
    }
    Sequence steps;
    for (const auto* container : replies::stale_containers(facts, voice.config, role)) {
        steps.push_back(commands::stop_container(voice.config, role, container->id));
    }
    return steps;
}

Sequence prepare(const Voice& voice,
                 const std::vector<const Role*>& roles,
                 const replies::HostFacts& facts,
                 const std::vector<commands::ErrorPage>& error_pages) {
    auto steps = commands::upload_error_pages(voice.config, error_pages);
    for (const auto* role : roles) {
        if (role->asset_path) {
            const auto old = old_container(voice, *role, facts);
            steps.push_back(commands::extract_assets(voice.config, *role));
            steps.push_back(commands::sync_asset_volumes(voice.config, *role,
                                                         old ? std::optional(old->version) : std::nullopt));
        }
        for (auto& step : commands::upload_certificate(voice.config, *role)) steps.push_back(std::move(step));
    }
    return steps;
}

Sequence rename_clashing(const Voice& voice,
                         const Role& role,
                         const replies::HostFacts& facts,
                         const std::string& new_version) {
    const auto& version = voice.config.version;
    if (facts.known && !replies::has_container(facts, voice.config, role, version)) return {};
    Sequence steps{audit(voice, "Renaming container " + version + " to " + new_version, &role),
                   commands::rename_container(voice.config, role, version, new_version)};
    if (!facts.known) {
        for (auto& step : steps) {
            step.condition = "if there is a container " + voice.config.container_name(role, version);
        }
    }
    return steps;
}

Sequence start(const Voice& voice, const Role& role, const std::string& host, const std::string& random_hex) {
    return {audit(voice, "Booted app version " + voice.config.version, &role),
            commands::ensure_env_directory(voice.config), commands::upload_env_file(voice.config, role, host),
            commands::run_app(voice.config, role, host, commands::container_hostname(host, random_hex))};
}

std::optional<OldContainer> old_container(const Voice& voice,
                                          const Role& role,
                                          const replies::HostFacts& facts) {
    if (!facts.known) {
        const auto name = voice.config.container_name(role, unknown_version);
        return OldContainer(unknown_version, name, name);
    }
    const auto* serving = replies::serving_container(facts, voice.config, role);
    if (serving == nullptr) return std::nullopt;
    return OldContainer(replies::version_of(*serving, voice.config, role), serving->name, serving->id);
}

Sequence clean_up(const Voice& voice, const Role& role) {
    Sequence steps;
    if (role.asset_path) steps.push_back(commands::clean_up_assets(voice.config, role));
    if (voice.config.error_pages_path) steps.push_back(commands::clean_up_error_pages(voice.config));
    return steps;
}

Sequence tag(const Voice& voice) {
    return {audit(voice, "Tagging " + voice.config.absolute_image() + " as the latest image"),
            commands::tag_latest(voice.config)};
}

Sequence prune_containers(const Voice& voice, std::int64_t retain) {
    return {audit(voice, "Pruned containers"), commands::prune_containers(voice.config, retain)};
}

Sequence prune_images(const Voice& voice) {
    return {audit(voice, "Pruned images"), commands::prune_dangling_images(voice.config),
            commands::prune_tagged_images(voice.config)};
}

Sequence prepare_accessory(const Voice& voice, const Accessory& accessory) {
    const auto& registry = accessory.registry ? *accessory.registry : voice.config.registry;
    Sequence steps;
    if (commands::needs_login(registry)) steps.push_back(commands::registry_login(registry));
    steps.push_back(commands::create_network());
    steps.push_back(commands::accessory_containers(accessory));
    return steps;
}

Sequence upload_accessory(const Accessory& accessory, const std::vector<commands::AccessoryUpload>& files) {
    auto steps = commands::make_accessory_directories(accessory);
    for (auto& step : commands::upload_accessory_files(accessory, files)) steps.push_back(std::move(step));
    return steps;
}

Sequence start_accessory(const Voice& voice, const Accessory& accessory, const std::string& host) {
    Sequence steps{audit(voice, "Booted " + accessory.name + " accessory")};
    for (auto& step : commands::upload_accessory_env(voice.config, accessory))
        steps.push_back(std::move(step));
    steps.push_back(commands::run_accessory(voice.config, accessory, host));
    return steps;
}

replies::HostFacts unknown_facts() {
    replies::HostFacts facts;
    facts.known = false;
    return facts;
}

}  // namespace wheels::plan
