#pragma once

#include <string>
#include <type_traits>

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/deploy.hpp"
#include "wheels/event.hpp"

/// The builder of the image on this machine. Building and pushing is a deploy() with one of the build verbs.
namespace wheels {

/// A build for trying something out.
struct DevBuild {
    DevBuild();

    std::string output = "docker";  ///< What buildx makes of it; `docker` keeps the image on this machine.
    bool no_cache = false;
};
static_assert(!std::is_aggregate_v<DevBuild>);

/// Makes or removes the builder that `builder` of deploy.yml stands for; says so when it needs none.
///
/// These four throw Error{command_failed, timed_out, process}, are cancellable, and run nothing in a dry run:
/// they report event::Planned then. All references must outlive the call. Text given to `sink` is redacted.
awaitable<void> build_create(const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run = false);
awaitable<void> build_remove(const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run = false);

/// What there is to build with, as docker tells it.
awaitable<std::string> build_details(const Config& config,
                                     const Surroundings& surroundings,
                                     Sink& sink,
                                     bool dry_run = false);

/// Builds the project's folder as it lies there, tagged `VERSION-dirty`. No hook runs, nothing is pushed.
awaitable<void> build_dev(DevBuild request,
                          const Config& config,
                          const Surroundings& surroundings,
                          Sink& sink,
                          bool dry_run = false);

}  // namespace wheels
