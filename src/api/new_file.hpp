#pragma once

#include <string>

namespace wheels::api {

/// Why no file of this path can be written, or nothing: something else than a folder stands where one is
/// needed, a link leads nowhere, or writing is not allowed. `root`: the folder that a relative path begins
/// in.
std::string in_the_way_of(const std::string& root, const std::string& path);

/// Whether there is anything of that name, be it a link to nothing.
bool is_taken(const std::string& path);

/// A name beside `path` that is free: `path.bak`, or `path.bak.1` and so on.
std::string backup_name(const std::string& path);

/// Makes the folders and the file; never writes into one that is there, and follows no link to one. Throws
/// std::system_error, and leaves no half of a file then.
void write_new_file(const std::string& path, const std::string& text, unsigned mode);

}  // namespace wheels::api
