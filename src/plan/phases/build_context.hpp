#pragma once

#include <string>

#include "plan/phase.hpp"

/// Where a build runs: in a clone of the git repository, brought to the commit that is checked out, so that
/// only what is committed gets into the image; or in the project's own folder when `builder/context` is set,
/// or when there is no repository.
namespace wheels::plan {

/// The folder; empty: the project's. Says what is not committed, and whether it gets into the image. A clone
/// that is broken is made anew. Throws Error{command_failed}: also for a repository that git cannot read,
/// since building the folder then would bring into the image what is not committed, without a word.
Dialogue<std::string> prepare_context(RunState& run);

/// Says what is not committed, and whether it gets into the image (`clones`: it does not).
Dialogue<> tell_changes(RunState& run, bool clones);

}  // namespace wheels::plan
