#include "wheels/surroundings.hpp"

#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "base/account.hpp"
#include "wheels/error.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace wheels {
namespace {

std::string home_of(const std::map<std::string, std::string>& environment) {
    const auto found = environment.find("HOME");
    if (found != environment.end() && !found->second.empty()) return found->second;
    const auto account = account_of(::getuid());
    return account ? account->home : "/";
}

// As ssh knows its user; containers and cron often have no $USER.
std::string user_of_process() {
    const auto account = account_of(::getuid());
    return account ? account->name : "";
}

}  // namespace

Surroundings::Surroundings() = default;
ProjectOptions::ProjectOptions() = default;

Surroundings surroundings_of_this_process(const std::string& directory) {
    Surroundings surroundings;
    std::error_code gone;
    auto root = std::filesystem::absolute(directory, gone).lexically_normal();
    if (!root.has_filename()) root = root.parent_path();  // after a final slash
    surroundings.project_root = root.string();
    if (gone) throw Error(ErrorKind::usage, "the working directory cannot be read: " + gone.message());
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view variable(*entry);
        const auto equals = variable.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        surroundings.environment.emplace(variable.substr(0, equals), variable.substr(equals + 1));
    }
    surroundings.home = home_of(surroundings.environment);
    surroundings.user = user_of_process();
    return surroundings;
}

}  // namespace wheels
