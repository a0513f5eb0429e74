#include "engine/project_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

#include "base/environment.hpp"
#include "base/text.hpp"
#include "commands/builder.hpp"
#include "config/erb.hpp"

namespace wheels::engine {
namespace {

namespace fs = std::filesystem;

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

// The folder that has a .git: this one, or one that it lies in. Empty when there is none.
std::string git_folder_above(const std::string& folder) {
    std::error_code unknown;
    for (fs::path at = folder; !at.empty(); at = at.parent_path()) {
        if (fs::exists(at / ".git", unknown)) return at.string();
        if (at == at.parent_path()) break;
    }
    return {};
}

std::string clones_folder(const Environment& environment) {
    const auto cache = variable(environment, "XDG_CACHE_HOME");
    if (cache.starts_with("/")) return cache + "/wheels/clones";
    const auto home = variable(environment, "HOME");
    if (home.starts_with("/")) return home + "/.cache/wheels/clones";
    const auto temporary = variable(environment, "TMPDIR");
    return (temporary.starts_with("/") ? temporary : "/tmp") + "/wheels-clones";
}

// What a dry run, which may not ask docker, takes it for.
#if defined(__aarch64__)
constexpr const char* own_architecture = "aarch64";
#else
constexpr const char* own_architecture = "x86_64";
#endif

void check_dockerfile(const Config& config, const std::string& root, std::vector<Problem>& problems) {
    const auto& file = config.builder.dockerfile;
    if (!commands::names_dockerfile(config.builder)) return;
    std::error_code unknown;
    if (fs::exists(fs::path(root) / file, unknown)) return;
    Problem problem;
    problem.file = file;
    problem.key = "builder/dockerfile";
    problem.text =
        "there is no such file; set `builder: {dockerfile: PATH}`, or deploy what is in the registry with "
        "--skip-push";
    problems.push_back(std::move(problem));
}

// As Kamal's copy of the file has it: what others may not do anyway is not passed on.
std::string mode_of(const fs::path& path) {
    constexpr unsigned usual_umask = 022;
    std::error_code unknown;
    const auto mode = static_cast<unsigned>(fs::status(path, unknown).permissions());
    return fmt::format("{:o}", mode & 0777U & ~usual_umask);
}

}  // namespace

std::vector<commands::ErrorPage> read_error_pages(const std::string& project_root,
                                                  const std::string& folder,
                                                  const Problem& place,
                                                  std::vector<Problem>& problems) {
    const auto missing = [&](std::string text) {
        auto problem = place;
        problem.text = std::move(text);
        problems.push_back(std::move(problem));
    };
    std::vector<commands::ErrorPage> pages;
    const auto path = fs::path(project_root) / folder;
    std::error_code error;
    for (fs::directory_iterator entry(path, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        std::error_code unknown;
        if (!is_error_page(name) || !entry->is_regular_file(unknown)) continue;
        if (auto content = content_of(entry->path())) {
            pages.push_back({name, std::move(*content), mode_of(entry->path())});
        } else {
            missing(folder + "/" + name +
                    " cannot be read: give yourself the right to (chmod u+r), or take it away");
        }
    }
    if (error)
        missing(folder + " is no folder of the project that can be read: " + text::lower(error.message()) +
                "; make it, or correct the path");
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
            auto problem = file.place;
            if (problem.key.empty()) problem.key = "accessories/" + accessory.name + "/files";
            problem.text = file.local + " is no file that can be read: make it, or correct the path";
            problems.push_back(std::move(problem));
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

plan::ProjectFiles read_project(const Config& config,
                                const plan::Plan& plan,
                                const Collaborators& with,
                                std::vector<Problem>& problems) {
    plan::ProjectFiles files;
    std::error_code unknown;
    const auto root = fs::weakly_canonical(with.project_root, unknown).string();
    files.root = unknown ? with.project_root : root;
    files.git_folder = git_folder_above(with.project_root);
    files.clones = clones_folder(with.environment);
    files.has_ssh_config = fs::exists(variable(with.environment, "HOME") + "/.ssh/config", unknown);
    files.machine = own_architecture;
    if (plan.pages && config.error_pages_path)
        files.error_pages =
            read_error_pages(with.project_root, *config.error_pages_path, config.error_pages_place, problems);
    for (const auto* accessory : plan.accessories) {
        files.of_accessories[accessory] =
            read_accessory_files(with.project_root, *accessory, with.environment, problems);
    }
    if (plan.builds) check_dockerfile(config, with.project_root, problems);
    return files;
}

}  // namespace wheels::engine
