#include "engine/project_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "config/erb.hpp"

namespace wheels::engine {
namespace {

namespace fs = std::filesystem;

Problem problem_of(const std::string& key, std::string text) {
    Problem problem;
    problem.file = "config/deploy.yml";
    problem.key = key;
    problem.text = std::move(text);
    return problem;
}

[[noreturn]] void reject(const std::string& key, std::string text) {
    throw Error(std::vector<Problem>{problem_of(key, std::move(text))});
}

std::optional<std::string> content_of(const fs::path& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file) return std::nullopt;
    return content;
}

// Kamal 2.12: configuration/accessory.rb, with_env_loaded.
std::map<std::string, std::string> with_variables_of(const Accessory& accessory,
                                                     std::map<std::string, std::string> environment) {
    for (const auto& [name, value] : accessory.env.clear) environment[name] = value;
    for (const auto& variable : accessory.env.secret) environment[variable.name] = variable.value.reveal();
    return environment;
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
        auto content = content_of(entry.path());
        if (!content) reject("error_pages_path", folder + "/" + name + " cannot be read");
        pages.push_back({name, std::move(*content), mode_of(entry.path())});
    }
    std::sort(pages.begin(), pages.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return pages;
}

std::vector<commands::AccessoryUpload> read_accessory_files(
    const std::string& project_root,
    const Accessory& accessory,
    const std::map<std::string, std::string>& environment,
    std::vector<Problem>& problems) {
    const auto variables = with_variables_of(accessory, environment);
    std::vector<commands::AccessoryUpload> uploads;
    for (const auto& file : accessory.files) {
        auto content = content_of(fs::path(project_root) / file.local);
        if (!content) {
            problems.push_back(problem_of("accessories/" + accessory.name + "/files",
                                          file.local + " is no file that can be read"));
            continue;
        }
        if (file.local.size() > 3 && file.local.compare(file.local.size() - 3, 3, "erb") == 0) {
            config::Findings findings;
            auto name = std::make_shared<const std::string>(file.local);
            *content =
                config::render_erb(name, *content, variables, findings, config::HashLines::rendered).text;
            const auto found = findings.problems();
            problems.insert(problems.end(), found.begin(), found.end());
        }
        uploads.push_back({&file, std::move(*content)});
    }
    return uploads;
}

}  // namespace wheels::engine
