#include "api/files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "wheels/error.hpp"

namespace wheels::api {
namespace {

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
    std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (file.bad()) throw unreadable(shown, "the disk or the network failed");
    return text;
}

bool file_exists(const std::string& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

}  // namespace wheels::api
