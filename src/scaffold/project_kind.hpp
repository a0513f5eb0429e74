#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wheels::scaffold {

enum class ProjectKind { rails, cfml, go, python, node, site, plain };

/// What lies in the folder of a project.
struct Seen {
    std::set<std::string, std::less<>> paths;               ///< Files and folders, two levels deep.
    std::map<std::string, std::string, std::less<>> texts;  ///< Of those that telling_files() names.

    bool has(std::string_view path) const { return paths.find(path) != paths.end(); }
    std::string text(std::string_view path) const;
};

/// The files whose text says something about the project.
std::vector<std::string> telling_files();

/// What kind of project it is. A folder has traits of several: an app with a web framework often has
/// package.json for its assets, so what runs on the server comes first.
ProjectKind kind_of(const Seen& seen);

/// `a Rails app`
std::string_view description(ProjectKind kind);

}  // namespace wheels::scaffold
