#include "engine/hook_files.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/shell.hpp"

namespace wheels::engine {

std::string HookFiles::path(const std::string& name) const {
    const auto relative = file(name);
    return relative.front() == '/' ? relative : project_root_ + "/" + relative;
}

// A link to nothing is somebody's hook that would be missed, and so is one that may not be looked at.
bool HookFiles::exists(const std::string& name) const {
    struct stat status{};
    return ::lstat(path(name).c_str(), &status) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

std::optional<std::string> HookFiles::unusable(const std::string& name) const {
    if (!exists(name)) return std::nullopt;
    struct stat status{};
    if (::stat(path(name).c_str(), &status) != 0) {
        return errno == ENOENT ? "is a link to a file that is not there"
                               : fmt::format("cannot be looked at: {}", ::strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) return "is a directory, not a hook";
    if (!S_ISREG(status.st_mode)) return "is not a file";
    if (::access(path(name).c_str(), X_OK) != 0)
        return fmt::format("is not executable; run `chmod +x {}`", shell::quote(file(name)));
    return std::nullopt;
}

std::vector<Problem> HookFiles::check(const std::vector<std::string>& names) const {
    std::vector<Problem> problems;
    for (const auto& name : names) {
        if (auto why = unusable(name)) {
            Problem problem;
            problem.file = file(name);
            problem.text = *why;
            problems.push_back(std::move(problem));
        }
    }
    if (const auto why = unusable(failure_hook)) {
        sink_.on_event(event::Notice{event::Notice::Level::warning, {}, file(failure_hook) + ": " + *why});
    }
    return problems;
}

}  // namespace wheels::engine
