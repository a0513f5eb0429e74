#include "engine/hook_files.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <utility>

#include "base/shell.hpp"
#include "commands/hook.hpp"

namespace wheels::engine {
namespace {

// As much as the kernel reads of a `#!` line, and more.
std::string beginning_of(const std::string& path) {
    std::string beginning(512, '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    beginning.resize(static_cast<std::size_t>(stream.gcount()));
    return beginning;
}

// Takes away both, what hides the first line and what ends it wrongly.
std::string mending_line(const std::string& file) {
    return R"(sed -i '1s/^\xEF\xBB\xBF//; s/\r$//' )" + shell::quote(file);
}

}  // namespace

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
    const auto wrong = commands::wrong_with_script(beginning_of(path(name)));
    if (wrong) return fmt::format("{}; run `{}`", *wrong, mending_line(file(name)));
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
