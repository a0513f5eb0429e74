#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scaffold/project_kind.hpp"

/// The files that a project needs to be deployed. Pure.
namespace wheels::scaffold {

/// What somebody who begins has said; the rest is guessed, or left to be filled in.
struct Wanted {
    std::string folder;  ///< Name of the project's folder, for want of a better one.
    std::string config_file = "config/deploy.yml";
    std::optional<std::string> service;
    std::optional<std::string> image;
    std::optional<std::string> registry_username;
    std::vector<std::string> hosts;
};

struct NewFile {
    std::string path;
    std::string text;
    unsigned mode = 0644;
};

/// What in deploy.yml is a placeholder still: `image`, `servers/web`.
std::vector<std::string> placeholders(const Wanted& wanted);

/// deploy.yml first. Throws Error{usage} for values that deploy.yml cannot have: what is written here is read
/// with the same schema as in every other run.
std::vector<NewFile> new_files(const Wanted& wanted, const Seen& seen);

}  // namespace wheels::scaffold
