#include "api/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <system_error>

#include "api/files.hpp"
#include "base/unique_fd.hpp"

namespace wheels::api {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_errno(int error) {
    throw std::system_error(error, std::generic_category());
}

void write_all(int file, const std::string& text) {
    for (std::size_t written = 0; written < text.size();) {
        const auto more = ::write(file, text.data() + written, text.size() - written);
        if (more < 0 && errno != EINTR) throw_errno(errno);
        if (more > 0) written += static_cast<std::size_t>(more);
    }
}

}  // namespace

std::string in_the_way_of(const std::string& root, const std::string& path) {
    std::error_code error;
    const fs::path whole = absolute_path(root, path);
    if (fs::is_directory(whole, error)) return path + " is a folder";
    // From the file upwards, until something is there.
    for (auto folder = whole.parent_path();; folder = folder.parent_path()) {
        const auto shown = folder.lexically_relative(root).string();
        const auto name = shown.empty() || shown.starts_with("..") ? folder.string() : shown;
        if (fs::is_directory(folder, error)) {
            if (::access(folder.c_str(), W_OK | X_OK) == 0 || is_taken(whole.string())) return {};
            return "writing into " + (name == "." ? std::string("this folder") : name) + " is not allowed";
        }
        if (fs::is_symlink(folder, error)) return name + " is a link that leads to no folder";
        if (fs::exists(folder, error)) return name + " is a file, and a folder is needed there";
        if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
            return name + " cannot be looked at: " + error.message();
        if (!folder.has_relative_path()) return name + " is not there";
    }
}

bool is_taken(const std::string& path) {
    struct stat status{};
    return ::lstat(path.c_str(), &status) == 0 || errno != ENOENT;
}

std::string backup_name(const std::string& path) {
    auto name = path + ".bak";
    for (int number = 1; is_taken(name); ++number) name = path + ".bak." + std::to_string(number);
    return name;
}

void write_new_file(const std::string& path, const std::string& text, unsigned mode) {
    fs::create_directories(fs::path(path).parent_path());
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (file.get() < 0) throw_errno(errno);
    try {
        write_all(file.get(), text);
    } catch (...) {
        ::unlink(path.c_str());
        throw;
    }
}

}  // namespace wheels::api
