#pragma once

#include <set>
#include <string>

#include "config/schema.hpp"
#include "config/tree.hpp"

namespace wheels::test {

inline void add_schema_paths(const config::schema::Section& section,
                             const std::string& path,
                             std::set<std::string>& paths) {
    for (const auto& key : section.keys) {
        const auto key_path = config::join_path(path, key.name);
        const auto* below = key.shape.section;
        const bool shared = below != nullptr && !below->name.empty() && !path.empty();
        if (below == nullptr || shared || !key.example.empty()) paths.insert(key_path);
        if (below != nullptr && !shared) add_schema_paths(*below, key_path, paths);
    }
}

/// Every key of deploy.yml, with `*` for free names. Sections that stand in several places (`proxy` of a
/// role) are walked once.
inline std::set<std::string> schema_paths() {
    std::set<std::string> paths;
    add_schema_paths(config::schema::root(), "", paths);
    add_schema_paths(config::schema::role(), "servers/*", paths);
    add_schema_paths(config::schema::accessory(), "accessories/*", paths);
    return paths;
}

}  // namespace wheels::test
