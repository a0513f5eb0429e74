#include "cli/understood.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/text.hpp"
#include "cli/aliases.hpp"
#include "wheels/error.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::cli {
namespace {

std::vector<std::string> resolved(const std::vector<std::string>& words) {
    bool is_broken = false;
    const auto find = [&](const std::string& config_file, const std::optional<std::string>& destination) {
        auto names = names_of_project(config_file, destination);
        is_broken = names.found && !names.readable;
        return names.readable ? std::optional(std::move(names.aliases)) : std::nullopt;
    };
    auto result = without_aliases(words, find);
    if (is_broken) {
        const auto plain = glance(result).words;
        const auto& word = result[plain[result[plain[0]] == "help" ? 1 : 0]];
        throw Error(ErrorKind::usage, fmt::format("there is no verb {}", text::one_line(word)),
                    "If an alias is meant: deploy.yml cannot be read. `wheels deploy config` says why.");
    }
    return result;
}

}  // namespace

ProjectNames names_of_project(const std::string& config_file, const std::optional<std::string>& destination) {
    return project_names(config_file, destination, surroundings_of_this_process());
}

Invocation understood(const std::vector<std::string>& words) {
    return parse(resolved(words));
}

}  // namespace wheels::cli
