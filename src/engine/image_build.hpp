#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/builder.hpp"
#include "engine/local_work.hpp"
#include "transport/runner.hpp"
#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Builds the image on this machine (Kamal 2.12: cli/build.rb). Everything given must outlive it. All
/// awaitables are cancellable, and throw what LocalWork::run throws.
class ImageBuild {
public:
    /// `builder_login` logs in to the machine of `builder/remote`; may be null where there is none.
    ImageBuild(const Config& config, LocalWork& local, Connector* builder_login, Sink& sink);

    /// What is wrong with the project before anything starts.
    std::vector<Problem> check() const;

    /// Docker and buildx are there; the registry is logged in to, or started when it is a local one.
    awaitable<void> prepare();
    /// Whether the machine of `builder/remote` builds: it has nothing to do where this one's docker has all
    /// architectures that are wanted.
    awaitable<bool> builds_remotely();
    /// Builds and pushes: from a clone of the git repository, or from `builder/context`. Makes the builder
    /// first when it is missing.
    awaitable<void> build(commands::BuildOptions options);
    /// Builds what lies in the project's folder, for trying it out; tags end in `-dirty`.
    awaitable<void> build_dirty(commands::BuildOptions options);

    awaitable<void> create();
    awaitable<void> remove();
    awaitable<std::string> details();

private:
    bool has_dockerfile(const std::string& folder) const;
    awaitable<void> look_for_docker();
    awaitable<std::string> architecture();
    awaitable<commands::ImageBuilder> builder();
    awaitable<void> ensure_builder(const commands::ImageBuilder& builder);
    awaitable<void> log_in_to_builder();
    void notice(event::Notice::Level level, std::string text) const;

    const Config& config_;
    LocalWork& local_;
    Connector* builder_login_;
    Sink& sink_;
    std::optional<std::string> architecture_;  // of this machine's docker, once it was asked
};

}  // namespace wheels::engine
