#include "api/load_config.hpp"

#include <asio/error.hpp>
#include <exception>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "api/destinations.hpp"
#include "api/files.hpp"
#include "api/git_version.hpp"
#include "api/secrets_loader.hpp"
#include "base/redacted.hpp"
#include "base/text.hpp"
#include "config/checks.hpp"
#include "config/erb.hpp"
#include "config/interpolation.hpp"
#include "config/merge.hpp"
#include "config/node.hpp"
#include "config/read_config.hpp"
#include "config/settings_tree.hpp"
#include "config/yaml_tree.hpp"
#include "playground/identity.hpp"
#include "playground/raising.hpp"
#include "process/child_runner.hpp"

namespace wheels::api {
namespace {

void throw_if_failed(const config::Findings& findings) {
    if (findings.failed()) throw Error(findings.problems());
}

/// Reads one deploy.yml with what belongs to it.
class ProjectReader {
public:
    ProjectReader(const ProjectOptions& options, const Surroundings& surroundings, Sink& sink)
        : options_(options),
          surroundings_(surroundings),
          sink_(sink),
          processes_(surroundings.processes != nullptr ? *surroundings.processes : real_) {}

    /// Throws what may hold secrets; see known().
    awaitable<Config> read() {
        if (options_.version) check_version(*options_.version);
        check_destination();
        auto tree = parse_files();
        check_required_destination(tree);
        if (options_.secrets) {
            secrets_.emplace(*options_.secrets, surroundings_, processes_);
        } else {
            secrets_.emplace(secrets_path(tree), options_.destination, surroundings_, processes_);
        }
        config::SecretValues values;
        if (secrets_are_interpolated(tree)) values = co_await load_secrets();
        if (is_interpolated(tree)) interpolate(tree, values);
        throw_if_failed(findings_);

        // Who needs no secrets does not miss any; but what was interpolated is kept from being shown.
        config::SecretValues unread;
        auto config = read_once(tree, options_.needs_secrets ? values : unread);
        if (!options_.needs_secrets) {
            const bool connects =
                options_.to_connect && (!config.ssh.key_data.empty() || hooks_want_secrets(config));
            if ((options_.all_secrets || connects) && !values.loaded()) values = co_await load_secrets();
            if (connects) {
                values.require_only("ssh/key_data");
                config = read_once(tree, values);
            }
            config.secrets = values.values();
            config.secret_names = values.names();
        } else if (!values.loaded() &&
                   (options_.all_secrets || values.was_asked() || hooks_want_secrets(config))) {
            values = co_await load_secrets();
            config = read_once(tree, values);
        }
        config.has_secrets = options_.needs_secrets;
        config.skip_hooks = options_.skip_hooks;
        if (options_.version_is == ProjectOptions::Version::needed) {
            config.version = co_await version(tree, config);
        } else if (options_.version_is == ProjectOptions::Version::wanted) {
            config.version = co_await version_if_there_is_one(tree, config);
        }
        warn(warnings_.warnings());
        warn(secrets_->findings().warnings());
        if (options_.playground) config = co_await moved_to_playground(std::move(config));
        co_return config;
    }

    /// What must not be seen of what read() throws.
    std::vector<Secret> known() const { return secrets_ ? secrets_->known() : std::vector<Secret>(); }

private:
    awaitable<config::SecretValues> load_secrets() {
        auto values = co_await secrets_->load();
        if (options_.playground) values.require_for_playground();
        co_return values;
    }

    awaitable<Config> moved_to_playground(Config config) {
        if (surroundings_.connector != nullptr)
            throw Error(ErrorKind::usage,
                        "a playground is reached by SSH, and by no connector of the surroundings");
        playground::Docker docker(processes_, surroundings_.environment, sink_);
        auto id = playground::id_of(surroundings_.project_root, options_.config_file, options_.destination);
        const auto members = co_await playground::members_of(docker, std::move(id));
        co_return playground::in_playground(std::move(config), members);
    }

    // It becomes a part of file names and container names.
    void check_destination() const {
        if (!options_.destination) return;
        const auto& name = *options_.destination;
        const bool odd = name.empty() || name.find_first_of("/ \t\n") != std::string::npos || name[0] == '.';
        if (odd)
            throw Error(ErrorKind::usage, "'" + name + "' is no destination",
                        "use a word: --destination staging");
    }

    // Before commands of a secrets file run that may be the wrong one.
    void check_required_destination(const config::Tree& tree) {
        const config::Node root(&tree, "", tree.mark, findings_);
        if (config::lacks_destination(root, options_.destination)) throw_if_failed(findings_);
    }

    // It names the file that `${VAR}` may come from, so here only the environment counts.
    std::string secrets_path(config::Tree tree) const {
        if (is_interpolated(tree)) {
            config::interpolate(tree, [&](const std::string& name) { return from_environment(name); });
        }
        return config::secrets_path(tree);
    }

    std::optional<config::Replacement> from_environment(const std::string& name) const {
        const auto variable = surroundings_.environment.find(name);
        if (variable == surroundings_.environment.end()) return std::nullopt;
        return config::Replacement{variable->second, false};
    }

    // Settings are made by a program, which puts in what it wants.
    bool is_interpolated(const config::Tree& tree) const {
        return !options_.settings && config::wants_interpolation(tree);
    }

    config::Tree parse_files() {
        if (options_.settings) {
            auto tree = config::settings_tree(*options_.settings, findings_);
            throw_if_failed(findings_);
            return tree;
        }
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
        const auto text = read_file(absolute_path(surroundings_.project_root, name), name);
        if (!text) {
            config::Mark nowhere;
            nowhere.file = file;
            findings_.problem(nowhere, "", "Configuration file not found in " + name + what_there_is(name));
            return {};
        }
        auto environment = surroundings_.environment;
        environment["KAMAL_DESTINATION"] = options_.destination.value_or("");
        const auto source = config::render_erb(file, *text, environment, findings_);
        auto tree = config::parse_yaml(source, findings_);
        tree.mark.file = file;
        return tree;
    }

    // The destinations whose files exist; of the main file where it is looked for.
    std::string what_there_is(const std::string& missing) const {
        if (!options_.destination || missing == options_.config_file) return where_it_may_be(missing);
        const auto known = destinations(surroundings_.project_root, options_.config_file);
        const auto meant =
            text::closest(*options_.destination, std::vector<std::string_view>(known.begin(), known.end()));
        if (!meant.empty()) return ": is the destination `" + std::string(meant) + "` meant?";
        return known.empty() ? ": there is no file for any destination"
                             : ": there are files for " + text::join(known, ", ");
    }

    static bool is_there(const std::filesystem::path& folder, const std::string& file) {
        std::error_code ignored;
        return std::filesystem::is_regular_file(folder / file, ignored);
    }

    // People are often in a folder of the project.
    std::string where_it_may_be(const std::string& missing) const {
        if (missing.starts_with('/')) return ": look at --config-file";
        const auto here = std::filesystem::path(surroundings_.project_root);
        for (auto folder = here; folder.has_relative_path();) {
            folder = folder.parent_path();
            if (is_there(folder, missing)) return ": there is one in " + folder.string() + ", run this there";
        }
        return ": run this in the project's folder, or name the file with --config-file; `wheels deploy "
               "init` writes "
               "a new one";
    }

    bool secrets_are_interpolated(const config::Tree& tree) const {
        if (!is_interpolated(tree)) return false;
        for (const auto& name : config::interpolated_names(tree)) {
            if (secrets_->assigns(name)) return true;
        }
        return false;
    }

    void interpolate(config::Tree& tree, const config::SecretValues& values) {
        const config::Lookup lookup = [&](const std::string& name) -> std::optional<config::Replacement> {
            const auto secret = values.values().find(name);
            if (secret != values.values().end()) return config::Replacement{secret->second.reveal(), true};
            return from_environment(name);
        };
        config::interpolate(tree, lookup);
    }

    // Everything wrong is thrown together; warnings are those of the last reading.
    Config read_once(const config::Tree& tree, config::SecretValues& values) {
        auto findings = findings_;
        auto config = config::read_config(tree, options_.destination, values, findings);
        const config::Node root(&tree, "", tree.mark, findings);
        if (options_.builds && config.builder.arches.empty()) {
            root.at("builder").at("arch").missing("Builder arch not set: add `builder: {arch: amd64}`");
        }
        check_hooks_path(root, findings);
        check_old_hooks(config, findings);
        throw_if_failed(findings);
        warnings_ = findings;
        return config;
    }

    // A hook that is to stop a deploy must not be passed over for a typing error.
    void check_hooks_path(const config::Node& root, const config::Findings& findings) const {
        const auto asking = root.at("hooks_path");
        const auto path = asking.present_text();
        if (!path || findings.is_blamed("hooks_path")) return;
        std::error_code ignored;
        if (std::filesystem::is_directory(absolute_path(surroundings_.project_root, *path), ignored)) return;
        asking.problem("there is no folder " + *path + ", so no hook would run: " +
                       (path->starts_with('~') ? "`~` means nothing here, write the whole path"
                                               : "correct the path, or remove the key"));
    }

    void check_old_hooks(const Config& config, config::Findings& findings) const {
        for (const auto* name : {"pre-traefik-reboot", "post-traefik-reboot"}) {
            const auto path = config.hooks.path + "/" + name;
            if (!file_exists(absolute_path(surroundings_.project_root, path))) continue;
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
        return file_exists(absolute_path(surroundings_.project_root, path));
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
            check_version(given->second);
            co_return given->second;
        }
        GitVersionOptions git;
        git.full = config::wants_full_version(tree);
        git.marks_dirty = options_.builds && config.builder.context.has_value();
        auto found = co_await git_version(git, surroundings_, processes_);
        co_return found;
    }

    void warn(const std::vector<Problem>& problems) {
        const Redactor redactor(known());
        for (const auto& problem : problems) {
            auto text = redacted(problem, redactor).to_string();
            sink_.on_event(event::Notice{event::Notice::Level::warning, {}, std::move(text)});
        }
    }

    const ProjectOptions& options_;
    const Surroundings& surroundings_;
    Sink& sink_;
    ChildRunner real_;
    ProcessRunner& processes_;
    config::Findings findings_;
    config::Findings warnings_;
    std::optional<SecretsLoader> secrets_;
};

}  // namespace

awaitable<Config> load_config(ProjectOptions options, const Surroundings& surroundings, Sink& sink) {
    ProjectReader reader(options, surroundings, sink);
    try {
        auto config = co_await reader.read();
        co_return config;
    } catch (const Error& error) {
        throw redacted(error, Redactor(reader.known()));
    } catch (const std::system_error& error) {
        if (error.code() == asio::error::operation_aborted) throw;
        throw redacted(Error(ErrorKind::internal, error.what()), Redactor(reader.known()));
    } catch (const std::exception& error) {
        // Of a ProcessRunner that is not ours.
        throw redacted(Error(ErrorKind::internal, error.what()), Redactor(reader.known()));
    }
}

}  // namespace wheels::api
