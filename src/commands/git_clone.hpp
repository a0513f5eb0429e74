#pragma once

#include <string>
#include <vector>

#include "wheels/command.hpp"

/// A clone of the project's repository to build from, so that only what is committed gets into the image
/// (Kamal 2.12: commands/builder/clone.rb). Pure; all paths are absolute.
namespace wheels::commands {

/// The repository's own folder; its commit; its uncommitted changes, one a line.
Command ask_repository_root();
Command ask_revision();
Command ask_uncommitted_changes();

/// Where the clone of a repository is, and where in it the project.
struct ClonePlace {
    std::string parent;  ///< Of this project alone; made before, removed when a clone is broken.
    std::string clone;
    std::string build_directory;
};
/// `clones` is the folder of all clones, `project_root` lies in the repository at `repository_root`.
ClonePlace clone_place(const std::string& clones,
                       const std::string& service,
                       const std::string& project_root,
                       const std::string& repository_root);

/// Whether there is a clone already. Unchecked.
Command look_for_clone(const ClonePlace& place);
/// Makes the parent, which only its owner may look into or put something into.
Command make_clone_folder(const ClonePlace& place);
Command remove_clone_folder(const ClonePlace& place);

Command clone_repository(const std::string& repository_root, const ClonePlace& place);
/// Brings a clone that is there to the revision.
Sequence reset_clone(const std::string& repository_root,
                     const ClonePlace& place,
                     const std::string& revision);
Command clone_changes(const ClonePlace& place);
Command clone_revision(const ClonePlace& place);
/// Whether the file is in the folder. Unchecked.
Command look_for_file(const std::string& folder, const std::string& file);

}  // namespace wheels::commands
