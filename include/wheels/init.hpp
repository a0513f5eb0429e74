#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wheels/error.hpp"
#include "wheels/export.hpp"
#include "wheels/surroundings.hpp"

/// Files for a project that was never deployed.
namespace wheels {

struct WHEELS_API InitOptions {
    InitOptions();

    std::string config_file = "config/deploy.yml";  ///< Relative to the project root, or absolute.
    std::optional<std::string> service;             ///< Unset: made from the name of the project's folder.
    std::optional<std::string> image;
    std::optional<std::string> registry_username;
    std::vector<std::string> hosts;
    /// Files that are there and differ are replaced; the old one stays beside it as `NAME.bak`.
    bool force = false;
    bool dry_run = false;  ///< Looks at everything, and writes nothing.
};

struct InitFile {
    enum class What {
        written,   ///< There was none.
        replaced,  ///< There was another one, which is in `backup` now.
        same,      ///< What is there is what would have been written.
        left,      ///< There is another one, and it stays.
    };

    std::string path;
    What what = What::written;
    std::string backup;
    std::string text;  ///< What it would hold, or holds.
};

struct InitReport {
    std::string kind;  ///< What the project was taken for: `a Rails app`.
    std::vector<InitFile> files;
    std::vector<std::string> placeholders;  ///< Keys of deploy.yml that have to be filled in: `servers/web`.
    bool in_repository = false;             ///< git has a repository for the folder; a build needs one.
};

/// Writes deploy.yml, .kamal/secrets, samples of all hooks, Dockerfile and .dockerignore, and overwrites
/// nothing. Blocks, for as long as a few small files take.
///
/// Throws Error{usage} before anything is written: for values that deploy.yml cannot have, and where a folder
/// or file is in the way. Throws Error{process} when a file cannot be written; it tells which ones are there
/// by then, and a file that was to be replaced is back in its place.
WHEELS_API InitReport init_project(const InitOptions& options, const Surroundings& surroundings);

}  // namespace wheels
