#include "secrets/passbolt_folders.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "secrets/adapters.hpp"
#include "secrets/json_reply.hpp"

namespace wheels::secrets {

std::optional<std::vector<PassboltFolder>> passbolt_folders_in(std::string_view text) {
    const auto json = parse_json(text);
    if (!json || !json->is_array()) return std::nullopt;
    std::vector<PassboltFolder> folders;
    for (const auto& folder : *json) {
        folders.push_back(PassboltFolder{text_of(member(folder, "id")).value_or(""),
                                         text_of(member(folder, "folder_parent_id")).value_or(""),
                                         text_of(member(folder, "name")).value_or("")});
    }
    return folders;
}

namespace {

const PassboltFolder* find_below(const std::vector<PassboltFolder>& known,
                                 std::string_view parent,
                                 const std::string& name) {
    const auto below = [&](const PassboltFolder& folder) {
        return folder.parent == parent && folder.name == name;
    };
    const auto found = std::find_if(known.begin(), known.end(), below);
    return found == known.end() ? nullptr : &*found;
}

// A path may begin at a folder that lies deeper, if nothing above it was listed.
const PassboltFolder* find_top(const std::vector<PassboltFolder>& known, const std::string& name) {
    if (const auto* top = find_below(known, "", name)) return top;
    const auto is_known = [&](const std::string& id) {
        return std::any_of(known.begin(), known.end(),
                           [&](const PassboltFolder& folder) { return folder.id == id; });
    };
    for (const auto& folder : known) {
        if (folder.name == name && !is_known(folder.parent)) return &folder;
    }
    return nullptr;
}

}  // namespace

const PassboltFolder* find_folder(const std::vector<PassboltFolder>& known,
                                  const std::vector<std::string>& path) {
    const PassboltFolder* current = nullptr;
    for (const auto& name : path) {
        current = current == nullptr ? find_top(known, name) : find_below(known, current->id, name);
        if (current == nullptr) return nullptr;
    }
    return current;
}

std::vector<std::vector<std::string>> folder_paths(const std::vector<std::string>& names) {
    std::vector<std::vector<std::string>> paths;
    for (const auto& name : names) {
        auto path = path_segments(name);
        if (path.size() < 2) continue;
        path.pop_back();
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
    return paths;
}

std::string filter_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '\n') {
            quoted += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\"";
}

std::string folder_filter(std::string_view name, std::string_view parent_id) {
    const auto by_name = "Name == " + filter_text(name);
    return parent_id.empty() ? by_name : by_name + " && FolderParentID == " + filter_text(parent_id);
}

std::string resource_filter(const std::vector<std::string>& names, const std::vector<PassboltFolder>& known) {
    std::vector<std::string> conditions;
    for (const auto& name : names) {
        auto path = path_segments(name);
        if (path.empty()) continue;
        const auto last = path.back();
        path.pop_back();
        const auto* folder = find_folder(known, path);
        if (folder == nullptr) {
            conditions.push_back(folder_filter(last, ""));
        } else {
            conditions.push_back("(" + folder_filter(last, folder->id) + ")");
        }
    }
    return text::join(conditions, " || ");
}

}  // namespace wheels::secrets
