#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/erb.hpp"
#include "config/interpolation.hpp"
#include "config/merge.hpp"
#include "config/read_config.hpp"
#include "config/yaml_tree.hpp"

namespace wheels::test {

/// A configuration out of texts, as load_project makes one out of files: pure.
struct Loaded {
    Config config;
    config::Findings findings;

    std::vector<std::string> problems() const { return texts(findings.problems()); }
    std::vector<std::string> warnings() const { return texts(findings.warnings()); }

    static std::vector<std::string> texts(const std::vector<Problem>& problems) {
        std::vector<std::string> lines;
        for (const auto& problem : problems) lines.push_back(problem.to_string());
        return lines;
    }
};

struct Texts {
    explicit Texts(std::string deploy_yml) : base(std::move(deploy_yml)) {}

    std::string base;
    std::optional<std::string> over;  ///< deploy.DESTINATION.yml
    std::optional<std::string> destination;
    std::map<std::string, std::string> environment;
    std::map<std::string, std::string> secrets;
    bool secrets_are_read = true;
};

inline config::Tree parse(const std::string& name,
                          const Texts& texts,
                          const std::string& text,
                          Loaded& loaded) {
    const auto file = std::make_shared<const std::string>(name);
    auto tree = config::parse_yaml(config::render_erb(file, text, texts.environment, loaded.findings),
                                   loaded.findings);
    tree.mark.file = file;
    return tree;
}

inline Loaded load(const Texts& texts) {
    Loaded loaded;
    auto tree = parse("deploy.yml", texts, texts.base, loaded);
    if (texts.over)
        tree = config::merge_files(std::move(tree), parse("deploy.x.yml", texts, *texts.over, loaded));
    config::SecretValues secrets;
    if (texts.secrets_are_read) {
        std::map<std::string, Secret> values;
        std::vector<std::string> names;
        for (const auto& [name, value] : texts.secrets) {
            values.emplace(name, Secret(value));
            names.push_back(name);
        }
        secrets = config::SecretValues(values, names, {".kamal/secrets"},
                                       {".kamal/secrets-common", ".kamal/secrets"});
    }
    const config::Lookup lookup = [&](const std::string& name) -> std::optional<config::Replacement> {
        if (secrets.has(name)) return config::Replacement{secrets.values().at(name).reveal(), true};
        const auto variable = texts.environment.find(name);
        if (variable == texts.environment.end()) return std::nullopt;
        return config::Replacement{variable->second, false};
    };
    if (config::wants_interpolation(tree)) config::interpolate(tree, lookup);
    if (loaded.findings.failed()) return loaded;
    loaded.config = config::read_config(tree, texts.destination, secrets, loaded.findings);
    if (!loaded.findings.failed()) loaded.config.version = "v1";
    return loaded;
}

inline Loaded load(const std::string& text) {
    return load(Texts(text));
}

/// What every configuration needs, and nothing that is looked up.
inline const std::string minimal =
    "service: app\n"
    "image: org/app\n"
    "servers: [10.0.0.1]\n"
    "registry: {username: bob, password: \"registry-password\"}\n";

/// The configuration of `minimal` and more lines. Throws when something is wrong with it.
inline Config config_with(const std::string& lines) {
    auto loaded = load(minimal + lines);
    if (loaded.findings.failed()) throw Error(loaded.findings.problems());
    return loaded.config;
}

}  // namespace wheels::test
