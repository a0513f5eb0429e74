#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace wheels {

/// What a file holds, or why it cannot be used, as a sentence goes on after its name: "No such file or
/// directory", "it is a folder".
struct FileText {
    std::optional<std::string> text;
    int error = 0;  ///< errno, where it cannot be opened.
    std::string problem;
};

/// Reads a file that other programs may have put there. Never waits: a pipe or a terminal is no file;
/// /dev/null is an empty one. Never takes more than `limit` bytes.
FileText read_file_text(const std::string& path, std::size_t limit = std::size_t{64} * 1024 * 1024);

}  // namespace wheels
