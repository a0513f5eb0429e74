#include "api/files.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "wheels/error.hpp"

namespace wheels::api {
namespace {

// More than anybody writes, and less than a device that never ends.
constexpr std::size_t most_bytes = 64U << 20U;

Error unreadable(const std::string& shown, const std::string& why) {
    Problem problem;
    problem.file = shown;
    problem.text = "cannot be read: " + why;
    return Error(std::vector<Problem>{problem});
}

}  // namespace

std::string absolute_path(const std::string& root, const std::string& path) {
    return (std::filesystem::path(root) / path).string();
}

std::optional<std::string> read_file(const std::string& path, const std::string& shown) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return std::nullopt;
    if (std::filesystem::is_directory(status)) throw unreadable(shown, "it is a folder");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw unreadable(shown, std::strerror(errno));
    std::string text;
    std::array<char, 65536> part{};
    while (file.read(part.data(), part.size()), file.gcount() > 0) {
        text.append(part.data(), static_cast<std::size_t>(file.gcount()));
        if (text.size() > most_bytes) throw unreadable(shown, "it does not end within 64 MiB");
    }
    if (file.bad()) throw unreadable(shown, "the disk or the network failed");
    return text;
}

bool file_exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

}  // namespace wheels::api
