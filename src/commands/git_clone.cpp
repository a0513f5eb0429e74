#include "commands/git_clone.hpp"

#include <cstdint>
#include <utility>

#include "base/shell.hpp"

namespace wheels::commands {
namespace {

Command git(std::string name, const std::string& directory, const std::string& rest) {
    const auto place = directory.empty() ? std::string() : "-C " + shell::quote(directory) + " ";
    Command command(std::move(name), "git " + place + rest);
    command.deadline = std::chrono::minutes(30);
    return command;
}

// Two projects of one service name must not share a clone. FNV-1a: told apart, not secret.
std::string fingerprint(const std::string& text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::uint64_t hash = 14695981039346656037ULL;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 1099511628211ULL;
    }
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4) hex += digits[(hash >> static_cast<unsigned>(shift)) & 0xfU];
    return hex;
}

}  // namespace

Command ask_repository_root() {
    return git("look for the git repository", "", "rev-parse --show-toplevel");
}

Command ask_revision() {
    return git("ask for the commit", "", "rev-parse HEAD");
}

Command ask_uncommitted_changes() {
    return git("look for uncommitted changes", "", "status --porcelain");
}

ClonePlace clone_place(const std::string& clones,
                       const std::string& service,
                       const std::string& project_root,
                       const std::string& repository_root) {
    ClonePlace place;
    place.parent = clones + "/" + service + "-" + fingerprint(project_root);
    place.clone = place.parent + "/" + repository_root.substr(repository_root.rfind('/') + 1);
    const bool below = project_root.starts_with(repository_root + "/");
    place.build_directory = place.clone + (below ? project_root.substr(repository_root.size()) : "");
    return place;
}

Command look_for_clone(const ClonePlace& place) {
    return look_for_file(place.clone, ".git");
}

Command make_clone_folder(const ClonePlace& place) {
    const auto folder = shell::quote(place.parent);
    return {"make the folder of the clone", "mkdir -p " + folder + " && chmod 700 " + folder};
}

Command remove_clone_folder(const ClonePlace& place) {
    return {"remove the broken clone", "rm -rf " + shell::quote(place.parent)};
}

Command clone_repository(const std::string& repository_root, const ClonePlace& place) {
    return git("clone the repository", place.parent,
               "clone " + shell::quote(repository_root) + " --recurse-submodules");
}

Sequence reset_clone(const std::string& repository_root,
                     const ClonePlace& place,
                     const std::string& revision) {
    const auto& clone = place.clone;
    const std::string name = "refresh the clone";
    return {git(name, clone, "remote set-url origin " + shell::quote(repository_root)),
            git(name, clone, "fetch origin"),
            git(name, clone, "reset --hard " + shell::quote(revision)),
            git(name, clone, "clean -fdx"),
            git(name, clone, "submodule update --init"),
            git(name, clone, "gc --auto --quiet")};
}

Command clone_changes(const ClonePlace& place) {
    return git("check the clone", place.clone, "status --porcelain");
}

Command clone_revision(const ClonePlace& place) {
    return git("check the clone", place.clone, "rev-parse HEAD");
}

Command look_for_file(const std::string& folder, const std::string& file) {
    Command command("look for " + file, "test -e " + shell::quote(folder + "/" + file));
    command.probe = true;
    command.checked = false;
    return command;
}

}  // namespace wheels::commands
