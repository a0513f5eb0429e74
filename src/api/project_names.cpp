#include "wheels/project_names.hpp"

#include <memory>
#include <utility>

#include "api/destinations.hpp"
#include "api/files.hpp"
#include "config/erb.hpp"
#include "config/interpolation.hpp"
#include "config/merge.hpp"
#include "config/read_config.hpp"
#include "config/yaml_tree.hpp"

namespace wheels {
namespace {

std::optional<std::string> text_of(const std::string& name, const Surroundings& surroundings) {
    try {
        return api::read_file(api::absolute_path(surroundings.project_root, name), name);
    } catch (const Error&) {
        return std::nullopt;  // a folder, or a file that is somebody else's
    }
}

std::optional<config::Tree> tree_of(const std::string& name,
                                    const std::map<std::string, std::string>& environment,
                                    const Surroundings& surroundings) {
    const auto text = text_of(name, surroundings);
    if (!text) return std::nullopt;
    config::Findings findings;
    const auto file = std::make_shared<const std::string>(name);
    auto tree = config::parse_yaml(config::render_erb(file, *text, environment, findings), findings);
    if (findings.failed() || !tree.is_map()) return std::nullopt;
    return tree;
}

}  // namespace

ProjectNames project_names(const std::string& config_file,
                           const std::optional<std::string>& destination,
                           const Surroundings& surroundings) {
    ProjectNames names;
    names.destinations = api::destinations(surroundings.project_root, config_file);
    names.found = text_of(config_file, surroundings).has_value();
    auto environment = surroundings.environment;
    environment["KAMAL_DESTINATION"] = destination.value_or("");
    auto tree = tree_of(config_file, environment, surroundings);
    if (!tree) return names;
    names.readable = true;
    if (destination) {
        auto over = tree_of(api::destination_file(config_file, *destination), environment, surroundings);
        if (over) *tree = config::merge_files(std::move(*tree), *over);
    }
    if (config::wants_interpolation(*tree)) {
        config::interpolate(*tree, [&](const std::string& name) -> std::optional<config::Replacement> {
            const auto variable = environment.find(name);
            if (variable == environment.end()) return std::nullopt;
            return config::Replacement{variable->second, false};
        });
    }
    config::Findings ignored;
    config::SecretValues unread;
    auto config = config::read_config(*tree, destination, unread, ignored);
    names.hosts = config.all_hosts();
    for (auto& role : config.roles) names.roles.push_back(std::move(role.name));
    for (auto& accessory : config.accessories) names.accessories.push_back(std::move(accessory.name));
    names.aliases = std::move(config.aliases);
    return names;
}

}  // namespace wheels
