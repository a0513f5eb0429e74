#include "process/start_failure.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

namespace wheels::process {
namespace {

constexpr std::size_t longest_first_line = 256;  // as much as Linux reads of it

// What stands behind `#!`, a carriage return of Windows included; empty for a program that is no script.
std::string interpreter_of(const std::string& file) {
    std::array<char, longest_first_line> buffer{};
    std::ifstream script(file, std::ios::binary);
    script.read(buffer.data(), buffer.size());
    std::string_view first(buffer.data(), static_cast<std::size_t>(script.gcount()));
    first = first.substr(0, first.find('\n'));
    if (first.substr(0, 2) != "#!") return {};
    const auto begin = first.find_first_not_of(" \t", 2);
    if (begin == std::string_view::npos) return {};
    first.remove_prefix(begin);
    return std::string(first.substr(0, first.find_first_of(" \t")));
}

std::string why_missing(const std::string& file) {
    auto interpreter = interpreter_of(file);
    if (interpreter.empty()) return "its program loader is missing";
    if (interpreter.back() != '\r') return "no such interpreter: " + interpreter;
    interpreter.pop_back();
    return "no such interpreter: " + interpreter +
           " followed by a carriage return; save the file with Unix line ends";
}

std::string why_denied(const std::string& file, const struct stat& status) {
    if ((status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0) return "it is not executable";
    const auto interpreter = interpreter_of(file);
    return "permission denied" + (interpreter.empty() ? "" : " for it or its interpreter " + interpreter);
}

bool lacks_directory(const ChildSpec& spec) {
    struct stat status{};
    return !spec.directory.empty() && ::stat(spec.directory.c_str(), &status) != 0;
}

std::string why(const ChildSpec& spec, int error_number) {
    const auto& file = spec.argv.front();
    struct stat status{};
    if (lacks_directory(spec)) return "no such directory: " + spec.directory;
    if (error_number == E2BIG) return "its arguments and environment are too large";
    if (file.find('/') == std::string::npos) return std::strerror(error_number);
    const auto path = file.front() == '/' || spec.directory.empty() ? file : spec.directory + "/" + file;
    if (::stat(path.c_str(), &status) != 0) return std::strerror(error_number);
    if (S_ISDIR(status.st_mode)) return "it is a directory";
    if (error_number == ENOENT) return why_missing(path);
    if (error_number == EACCES) return why_denied(path, status);
    return std::strerror(error_number);
}

}  // namespace

StartError start_failure(const ChildSpec& spec, int error_number) {
    const auto& file = spec.argv.front();
    const bool not_in_path =
        error_number == ENOENT && file.find('/') == std::string::npos && !lacks_directory(spec);
    return {file + " cannot be started: " + (not_in_path ? "it is not in PATH" : why(spec, error_number)),
            not_in_path};
}

}  // namespace wheels::process
