#include "api/destinations.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "api/files.hpp"
#include "base/text.hpp"

namespace wheels::api {

std::string destination_file(const std::string& file, const std::string& destination) {
    const auto slash = file.rfind('/');
    const auto dot = file.rfind('.');
    const bool has_extension = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
    return file.substr(0, has_extension ? dot : file.size()) + "." + destination + ".yml";
}

std::vector<std::string> destinations(const std::string& project_root, const std::string& file) {
    const auto path = std::filesystem::path(destination_file(file, "NAME"));
    const auto prefix = text::replace_all(path.filename().string(), "NAME.yml", "");
    std::vector<std::string> names;
    std::error_code unreadable;
    const auto folder = absolute_path(project_root, path.parent_path().string());
    for (std::filesystem::directory_iterator entry(folder, unreadable), end; !unreadable && entry != end;
         entry.increment(unreadable)) {
        const auto name = entry->path().filename().string();
        if (name.size() <= prefix.size() + 4 || !name.starts_with(prefix) || !name.ends_with(".yml"))
            continue;
        names.push_back(name.substr(prefix.size(), name.size() - prefix.size() - 4));
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace wheels::api
