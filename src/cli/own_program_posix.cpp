#include "cli/own_program.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace wheels::cli {
namespace {

namespace fs = std::filesystem;

std::string found(const fs::path& path) {
    std::error_code none;
    const auto whole = fs::absolute(path, none);
    if (none || !fs::is_regular_file(whole, none) || ::access(whole.c_str(), X_OK) != 0) return "";
    return whole.lexically_normal().string();
}

}  // namespace

std::string own_program(const std::string& called) {
    if (called.empty()) return "";
    if (called.find('/') != std::string::npos) return found(called);
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        auto program = found(fs::path(folder.empty() ? "." : folder) / called);
        if (!program.empty()) return program;
    }
    return "";
}

}  // namespace wheels::cli
