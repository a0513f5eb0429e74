#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "wheels/command.hpp"
#include "wheels/config.hpp"

/// Building the image, on this machine (Kamal 2.12: commands/builder). Pure.
namespace wheels::commands {

/// What one build makes.
struct BuildOptions {
    BuildOptions() = default;

    std::string output = "registry";  ///< A type of buildx's `--output`: pushed, or kept by `docker`.
    bool no_cache = false;
    bool dirty = false;     ///< Tags end in `-dirty`.
    std::string directory;  ///< Where the build runs; empty: the project root.
};
static_assert(!std::is_aggregate_v<BuildOptions>);

/// The commands of the builder that `builder` of deploy.yml stands for. A view: the configuration outlives
/// it.
class ImageBuilder {
public:
    enum class Kind {
        local,   ///< buildx on this machine.
        remote,  ///< buildx on another machine, over a docker context.
        hybrid,  ///< Both: each builds for its own architecture.
        pack,    ///< Buildpacks.
        cloud,   ///< Docker's build cloud.
    };

    /// `local_arch` is this machine's (`amd64`), and matters only when `remote` is set.
    ImageBuilder(const Config& config, std::string local_arch);

    Kind kind() const { return kind_; }
    std::string_view kind_name() const;
    /// Of the buildx builder; empty for packs.
    std::string name() const;
    bool builds_remotely() const { return kind_ == Kind::remote || kind_ == Kind::hybrid; }
    /// Builders on other machines get the credentials by another way (Kamal 2.12: builder/remote.rb).
    bool logs_in_locally() const;

    /// Fails when there is no such builder. Nothing where there always is one.
    std::optional<Command> inspect() const;
    std::optional<Command> create() const;
    std::optional<Command> remove() const;
    Command details() const;
    /// Builds, and pushes where the output says so. Secrets go by the environment.
    Command build(const BuildOptions& options) const;

private:
    Command build_with_pack(const BuildOptions& options) const;
    std::string create_line() const;
    std::string context_name() const;
    std::string suffix() const;
    std::vector<SecretVariable> environment() const;
    bool uses_docker_driver() const { return config_.builder.driver == "docker"; }

    const Config& config_;
    std::vector<std::string> local_arches_;
    std::vector<std::string> remote_arches_;
    Kind kind_;
};

/// Is there a docker with buildx here?
Command check_docker();
/// Whether there has to be a Dockerfile whose name is known: packs need none, and which file a variable
/// stands for is known to the shell alone.
bool names_dockerfile(const Builder& builder);
/// The architecture of this machine's docker, in docker's own spelling; see replies::architecture.
Command ask_architecture();

}  // namespace wheels::commands
