#include "engine/project_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "wheels/error.hpp"

namespace wheels::engine {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void reject(const std::string& key, std::string text) {
    Problem problem;
    problem.file = "config/deploy.yml";
    problem.key = key;
    problem.text = std::move(text);
    throw Error(std::vector<Problem>{problem});
}

// Kamal 2.12: cli/app/error_pages.rb, {4??.html,5??.html}.
bool is_error_page(const std::string& name) {
    constexpr std::size_t length = sizeof("404.html") - 1;
    return name.size() == length && (name[0] == '4' || name[0] == '5') && name.substr(3) == ".html";
}

// As Kamal's copy of the file has it: what others may not do anyway is not passed on.
std::string mode_of(const fs::path& path) {
    constexpr unsigned usual_umask = 022;
    return fmt::format("{:o}", static_cast<unsigned>(fs::status(path).permissions()) & 0777U & ~usual_umask);
}

}  // namespace

std::vector<commands::ErrorPage> read_error_pages(const std::string& project_root,
                                                  const std::string& folder) {
    const auto path = fs::path(project_root) / folder;
    std::error_code error;
    if (!fs::is_directory(path, error)) reject("error_pages_path", folder + " is no folder of the project");
    std::vector<commands::ErrorPage> pages;
    for (const auto& entry : fs::directory_iterator(path)) {
        const auto name = entry.path().filename().string();
        if (!is_error_page(name) || !entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        if (!file) reject("error_pages_path", folder + "/" + name + " cannot be read");
        pages.push_back({name, std::move(content), mode_of(entry.path())});
    }
    std::sort(pages.begin(), pages.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return pages;
}

}  // namespace wheels::engine
