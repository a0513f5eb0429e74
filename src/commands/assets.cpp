#include "commands/assets.hpp"

#include <chrono>

#include "base/shell.hpp"
#include "commands/paths.hpp"

namespace wheels::commands {
namespace {

constexpr std::chrono::minutes copying_deadline{10};

std::string folder(const Config& config,
                   const std::string& kind,
                   const Role& role,
                   std::string_view version) {
    return assets_directory(config) + "/" + kind + "/" + role.name + "-" + std::string(version);
}

std::string extracted(const Config& config, const Role& role, std::string_view version) {
    return shell::quote(folder(config, "extracted", role, version));
}

std::string volume(const Config& config, const Role& role, std::string_view version) {
    return shell::quote(folder(config, "volumes", role, version));
}

// From coreutils 9.2 on, `cp -n` fails when it leaves a file alone, so its status says nothing.
std::string copy_missing(const std::string& from, const std::string& to) {
    return "{ cp -rnT " + from + " " + to + " 2> /dev/null || true; }";
}

// Of the role's folders: `web-admin-v1` is none of the role `web` when there is a role `web-admin`.
std::string other_versions(const Config& config, const Role& role, const std::string& kind) {
    auto line = "find " + shell::quote(assets_directory(config) + "/" + kind) + " -maxdepth 1 -name " +
                shell::quote(role.name + "-*") + " '!' -name " +
                shell::quote(role.name + "-" + config.version);
    for (const auto& other : config.roles) {
        if (other.name.rfind(role.name + "-", 0) == 0)
            line += " '!' -name " + shell::quote(other.name + "-*");
    }
    return line + " -exec rm -rf '{}' +";
}

}  // namespace

std::string asset_volume(const Config& config, const Role& role) {
    const auto& asset_path = role.asset_path.value();
    return "$PWD/" + folder(config, "volumes", role, config.version) + ":" + asset_path.path +
           (asset_path.options ? ":" + *asset_path.options : "");
}

Command extract_assets(const Config& config, const Role& role) {
    const auto container = shell::quote(config.container_prefix(role) + "-assets");
    const auto target = extracted(config, role, config.version);
    Command command(
        "extract assets",
        "mkdir -p " + target + " && { docker container rm " + container +
            " 2> /dev/null || true; } && docker container create --name " + container + " " +
            shell::quote(config.absolute_image()) + " && docker container cp -L " +
            shell::quote(config.container_prefix(role) + "-assets:" + role.asset_path.value().path + "/.") +
            " " + target + " && docker container rm " + container);
    command.deadline = copying_deadline;
    return command;
}

Command sync_asset_volumes(const Config& config,
                           const Role& role,
                           const std::optional<std::string>& old_version) {
    const auto new_files = extracted(config, role, config.version);
    const auto new_volume = volume(config, role, config.version);
    auto line = "mkdir -p " + new_volume + " && " + copy_missing(new_files, new_volume);
    if (old_version) {
        line += " && " + copy_missing(new_files, volume(config, role, *old_version)) + " && " +
                copy_missing(extracted(config, role, *old_version), new_volume);
    }
    Command command("fill asset volumes", line);
    command.deadline = copying_deadline;
    return command;
}

Command clean_up_assets(const Config& config, const Role& role) {
    return {"clean up assets",
            other_versions(config, role, "extracted") + " ; " + other_versions(config, role, "volumes")};
}

}  // namespace wheels::commands
