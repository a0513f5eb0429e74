#include "base/file_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "base/unique_fd.hpp"

namespace wheels {
namespace {

bool is_null_device(const struct stat& status) {
    return S_ISCHR(status.st_mode) && major(status.st_rdev) == 1 && minor(status.st_rdev) == 3;
}

}  // namespace

FileText read_file_text(const std::string& path, std::size_t limit) {
    FileText found;
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    struct stat status{};
    if (!file || ::fstat(file.get(), &status) != 0) {
        found.error = errno;
        found.problem = std::strerror(found.error);
        return found;
    }
    if (S_ISDIR(status.st_mode)) {
        found.problem = "it is a folder";
        return found;
    }
    if (!S_ISREG(status.st_mode) && !is_null_device(status)) {
        found.problem = "it is a pipe, a socket or a device";
        return found;
    }
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
        const auto count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            found.error = errno;
            found.problem = std::strerror(found.error);
            return found;
        }
        if (count == 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
        if (text.size() > limit) {
            found.problem = "it is larger than " + std::to_string(limit / 1024 / 1024) + " MB";
            return found;
        }
    }
    found.text = std::move(text);
    return found;
}

}  // namespace wheels
