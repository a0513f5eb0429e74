#pragma once

#include <optional>
#include <string>

namespace wheels::api {

/// `path` below `root`, unless it is absolute.
std::string absolute_path(const std::string& root, const std::string& path);

/// Nothing when there is no such file. Throws Error{config} when there is one that cannot be read (a folder,
/// no permission); `shown` is how it is called in the message.
std::optional<std::string> read_file(const std::string& path, const std::string& shown);

bool file_exists(const std::string& path);

}  // namespace wheels::api
