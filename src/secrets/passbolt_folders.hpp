#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Passbolt knows folders by id, people know them by path. Pure.
namespace wheels::secrets {

struct PassboltFolder {
    std::string id;
    std::string parent;  ///< Empty at the top.
    std::string name;
};

/// What `passbolt list folders --json` answered. Nothing when it is no such list.
std::optional<std::vector<PassboltFolder>> passbolt_folders_in(std::string_view json);

/// The folder of that path among those known.
const PassboltFolder* find_folder(const std::vector<PassboltFolder>& known,
                                  const std::vector<std::string>& path);

/// The paths of folders that the names need, each once: `a/b` for `a/b/NAME`.
std::vector<std::vector<std::string>> folder_paths(const std::vector<std::string>& names);

/// A text of Passbolt's filter language: in double quotes, escaped.
std::string filter_text(std::string_view text);

/// Filter for folders of that name, below a folder if one is given.
std::string folder_filter(std::string_view name, std::string_view parent_id);

/// Filter for exactly the secrets named, each in its own folder. All folders must be known.
std::string resource_filter(const std::vector<std::string>& names, const std::vector<PassboltFolder>& known);

}  // namespace wheels::secrets
