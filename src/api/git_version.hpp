#pragma once

#include <optional>
#include <string>

#include "async/coroutine.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// How git's commit becomes the version.
struct GitVersionOptions {
    GitVersionOptions() = default;

    bool full = false;         ///< The full commit id.
    bool marks_dirty = false;  ///< Kamal's `_uncommitted_…` behind it when something is not committed.
};
static_assert(!std::is_aggregate_v<GitVersionOptions>);

/// The version that is deployed when none is given. Throws Error{usage} that names --release when the project
/// is in no git repository, or has no commit.
awaitable<std::string> git_version(GitVersionOptions options,
                                   const Surroundings& surroundings,
                                   ProcessRunner& processes);

/// Throws Error{usage} for a text that cannot be the tag of an image.
void check_version(const std::string& version);

}  // namespace wheels::api
