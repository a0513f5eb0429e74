#pragma once

#include <string>

#include "plan/phase.hpp"

/// The image is built on this machine, or from this machine on that of `builder/remote` (Kamal 2.12:
/// cli/build.rb).
namespace wheels::plan {

/// How an image is built.
struct BuildWishes {
    std::string output;  ///< A type of buildx's `--output`.
    bool no_cache = false;
};

/// Docker and buildx are there; the registry is logged in to, or started when this machine serves it. Then
/// the hook pre-build, and the build with its push: from a clone of the git repository, or from
/// `builder/context`.
Phases build_image(BuildWishes wishes);

/// Builds what lies in the project's folder; tags end in `-dirty`.
Phase build_dirty(BuildWishes wishes);

Phase create_builder();
Phase remove_builder();
Phase show_builder();

}  // namespace wheels::plan
