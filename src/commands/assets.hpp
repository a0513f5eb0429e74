#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Assets of a role, so that requests for those of the old version are answered while the new one takes over:
/// every container gets a volume with the assets of both. For roles with an `asset_path` only.
namespace wheels::commands {

/// `-v` of the role's container: the volume of `config.version`.
std::string asset_volume(const Config& config, const Role& role);

/// Copies the assets of `config.version` out of its image.
Command extract_assets(const Config& config, const Role& role);
/// Fills the volume of `config.version`, and makes it and that of `old_version` have the assets of both.
/// Files that are there already stay as they are.
Command sync_asset_volumes(const Config& config,
                           const Role& role,
                           const std::optional<std::string>& old_version);
/// Removes the assets of the role's other versions.
Command clean_up_assets(const Config& config, const Role& role);

}  // namespace wheels::commands
