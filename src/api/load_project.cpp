#include <memory>
#include <utility>

#include "api/files.hpp"
#include "api/git_version.hpp"
#include "api/secrets_loader.hpp"
#include "config/erb.hpp"
#include "config/interpolation.hpp"
#include "config/merge.hpp"
#include "config/node.hpp"
#include "config/read_config.hpp"
#include "config/yaml_tree.hpp"
#include "process/child_runner.hpp"
#include "wheels/deploy.hpp"

namespace wheels {
namespace {

void throw_if_failed(const config::Findings& findings) {
    if (findings.failed()) throw Error(findings.problems());
}

// config/deploy.yml -> config/deploy.DESTINATION.yml
std::string destination_file(const std::string& file, const std::string& destination) {
    const auto slash = file.rfind('/');
    const auto dot = file.rfind('.');
    const bool has_extension = dot != std::string::npos && (slash == std::string::npos || dot > slash + 1);
    return file.substr(0, has_extension ? dot : file.size()) + "." + destination + ".yml";
}

/// Reads one deploy.yml with what belongs to it.
class ProjectReader {
public:
    ProjectReader(const ProjectOptions& options, const Surroundings& surroundings, Sink& sink)
        : options_(options), surroundings_(surroundings), sink_(sink) {}

    awaitable<Config> read() {
        if (options_.version) api::check_version(*options_.version);
        check_destination();
        auto tree = parse_files();
        secrets_.emplace(config::secrets_path(tree), options_.destination, surroundings_, processes_);
        config::SecretValues values;
        if (secrets_are_interpolated(tree)) values = co_await secrets_->load();
        if (config::wants_interpolation(tree)) interpolate(tree, values);
        throw_if_failed(findings_);

        // Who needs no secrets does not miss any; but what was interpolated is kept from being shown.
        config::SecretValues unread;
        auto config = read_once(tree, options_.needs_secrets ? values : unread);
        if (!options_.needs_secrets) {
            const bool connects =
                options_.to_connect && (!config.ssh.key_data.empty() || hooks_want_secrets(config));
            if ((options_.all_secrets || connects) && !values.loaded()) values = co_await secrets_->load();
            if (connects) {
                values.require_only("ssh/key_data");
                config = read_once(tree, values);
            }
            config.secrets = values.values();
            config.secret_names = values.names();
        } else if (!values.loaded() &&
                   (options_.all_secrets || values.was_asked() || hooks_want_secrets(config))) {
            values = co_await secrets_->load();
            config = read_once(tree, values);
        }
        if (options_.needs_version) {
            config.version = co_await version(tree, config);
        } else if (options_.to_connect) {
            config.version = co_await version_if_there_is_one(tree, config);
        }
        for (const auto& problem : warnings_.warnings()) warn(problem);
        for (const auto& problem : secrets_->findings().warnings()) warn(problem);
        co_return config;
    }

private:
    // It becomes a part of file names and container names.
    void check_destination() const {
        if (!options_.destination) return;
        const auto& name = *options_.destination;
        const bool odd = name.empty() || name.find_first_of("/ \t\n") != std::string::npos || name[0] == '.';
        if (odd)
            throw Error(ErrorKind::usage, "'" + name + "' is no destination",
                        "use a word: --destination staging");
    }

    config::Tree parse_files() {
        auto tree = parse_file(options_.config_file);
        if (options_.destination) {
            const auto over = parse_file(destination_file(options_.config_file, *options_.destination));
            // An empty overlay changes nothing.
            if (!over.is_null()) tree = config::merge_files(std::move(tree), over);
        }
        throw_if_failed(findings_);
        return tree;
    }

    config::Tree parse_file(const std::string& name) {
        const auto file = std::make_shared<const std::string>(name);
        const auto text = api::read_file(api::absolute_path(surroundings_.project_root, name), name);
        if (!text) {
            config::Mark nowhere;
            nowhere.file = file;
            findings_.problem(nowhere, "", "Configuration file not found in " + name);
            return {};
        }
        auto environment = surroundings_.environment;
        environment["KAMAL_DESTINATION"] = options_.destination.value_or("");
        const auto source = config::render_erb(file, *text, environment, findings_);
        auto tree = config::parse_yaml(source, findings_);
        tree.mark.file = file;
        return tree;
    }

    bool secrets_are_interpolated(const config::Tree& tree) const {
        if (!config::wants_interpolation(tree)) return false;
        for (const auto& name : config::interpolated_names(tree)) {
            if (secrets_->assigns(name)) return true;
        }
        return false;
    }

    void interpolate(config::Tree& tree, const config::SecretValues& values) {
        const config::Lookup lookup = [&](const std::string& name) -> std::optional<config::Replacement> {
            const auto secret = values.values().find(name);
            if (secret != values.values().end()) return config::Replacement{secret->second.reveal(), true};
            const auto variable = surroundings_.environment.find(name);
            if (variable == surroundings_.environment.end()) return std::nullopt;
            return config::Replacement{variable->second, false};
        };
        config::interpolate(tree, "", lookup, findings_);
    }

    // Everything wrong is thrown together; warnings are those of the last reading.
    Config read_once(const config::Tree& tree, config::SecretValues& values) {
        auto findings = findings_;
        auto config = config::read_config(tree, options_.destination, values, findings);
        if (options_.builds && config.builder.arches.empty()) {
            const config::Node root(&tree, "", tree.mark, findings);
            root.at("builder").at("arch").missing("Builder arch not set: add `builder: {arch: amd64}`");
        }
        check_old_hooks(config, findings);
        throw_if_failed(findings);
        warnings_ = findings;
        return config;
    }

    void check_old_hooks(const Config& config, config::Findings& findings) const {
        for (const auto* name : {"pre-traefik-reboot", "post-traefik-reboot"}) {
            const auto path = config.hooks.path + "/" + name;
            if (!api::file_exists(api::absolute_path(surroundings_.project_root, path))) continue;
            config::Mark mark;
            mark.file = std::make_shared<const std::string>(path);
            findings.problem(
                mark, "",
                std::string("Found ") + name + ", which should be renamed to (pre|post)-proxy-reboot");
        }
    }

    // Kamal gives them its secrets.
    bool hooks_want_secrets(const Config& config) const {
        if (options_.skip_hooks) return false;
        if (config.hooks.full_kamal_env) return true;
        const auto path = config.hooks.path + "/pre-connect";
        return api::file_exists(api::absolute_path(surroundings_.project_root, path));
    }

    // For hooks of a verb that deploys nothing.
    awaitable<std::string> version_if_there_is_one(const config::Tree& tree, const Config& config) {
        try {
            auto found = co_await version(tree, config);
            co_return found;
        } catch (const Error&) {
            // No repository, or none with a commit.
        }
        co_return std::string();
    }

    awaitable<std::string> version(const config::Tree& tree, const Config& config) {
        if (options_.version) co_return *options_.version;
        const auto given = surroundings_.environment.find("VERSION");
        if (given != surroundings_.environment.end() && !given->second.empty()) {
            api::check_version(given->second);
            co_return given->second;
        }
        api::GitVersionOptions git;
        git.full = config::wants_full_version(tree);
        git.marks_dirty = options_.builds && config.builder.context.has_value();
        auto found = co_await api::git_version(git, surroundings_, processes_);
        co_return found;
    }

    void warn(const Problem& problem) {
        sink_.on_event(event::Notice{event::Notice::Level::warning, {}, problem.to_string()});
    }

    const ProjectOptions& options_;
    const Surroundings& surroundings_;
    Sink& sink_;
    ChildRunner processes_;
    config::Findings findings_;
    config::Findings warnings_;
    std::optional<api::SecretsLoader> secrets_;
};

}  // namespace

Surroundings::Surroundings() = default;
ProjectOptions::ProjectOptions() = default;

awaitable<Config> load_project(ProjectOptions options, const Surroundings& surroundings, Sink& sink) {
    ProjectReader reader(options, surroundings, sink);
    auto config = co_await reader.read();
    co_return config;
}

}  // namespace wheels
