#pragma once

#include <string>

#include "wheels/command.hpp"

namespace wheels::commands {

/// A file that is to be on a host.
struct Upload {
    Upload(std::string upload_path, Secret upload_content, std::string upload_mode)
        : path(std::move(upload_path)), content(std::move(upload_content)), mode(std::move(upload_mode)) {}

    std::string path;  ///< Relative to the home directory of the host's user.
    Secret content;    ///< Goes by stdin.
    std::string mode;  ///< As for chmod; nobody else can read the file before it has it.
};
static_assert(!std::is_aggregate_v<Upload>);

/// Writes the file: either the whole new one is there, or the old one as it was. Its directory has to exist.
/// `what` says what the file is, as errors have it: "env file".
Command upload(const std::string& what, const Upload& file);

/// Like upload(), but an existing file is written over instead of replaced, so that a container in which it
/// is mounted sees the new content.
Command upload_in_place(const std::string& what, const Upload& file);

}  // namespace wheels::commands
