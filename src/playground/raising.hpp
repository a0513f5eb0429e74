#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "playground/docker.hpp"
#include "playground/members.hpp"
#include "wheels/config.hpp"

/// A playground comes up and goes.
namespace wheels::playground {

/// Which one, and of what.
struct Wanted {
    Wanted(std::string playground_id, std::string project_root, std::optional<std::string> base_image)
        : id(std::move(playground_id)), project(std::move(project_root)), base(std::move(base_image)) {}

    std::string id;
    std::string project;
    std::optional<std::string> base;
};

struct Removed {
    std::size_t containers = 0;
    std::size_t others = 0;  ///< Volumes and networks.
};

awaitable<std::vector<Member>> members_of(Docker& docker, std::string id);

/// Makes what is missing, starts what is off, removes hosts that deploy.yml has no more, and returns all
/// members when they answer. Throws Error{process}, and operation_aborted; what it began is removed by then.
/// `config` and `docker` must outlive it.
awaitable<std::vector<Member>> bring_up(Docker& docker, const Config& config, Wanted wanted);

/// Removes all that has the label, whoever made it.
awaitable<Removed> take_down(Docker& docker, std::string id);

/// Puts `image` into the registry at that port as `repository:version`, and leaves no tag behind.
awaitable<void> provide_image(Docker& docker, std::string image, std::string as);

}  // namespace wheels::playground
