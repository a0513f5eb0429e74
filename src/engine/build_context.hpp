#pragma once

#include <string>

#include "commands/git_clone.hpp"
#include "engine/local_work.hpp"
#include "wheels/config.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Where a build runs: in a clone of the git repository, brought to the commit that is checked out, so that
/// only what is committed gets into the image; or in the project's own folder when `builder/context` is set,
/// or when there is no repository.
class BuildContext {
public:
    BuildContext(const Config& config, LocalWork& local, Sink& sink);

    /// The folder; empty: the project's. Says what is not committed, and whether it gets into the image. A
    /// clone that is broken is made anew. Throws Error{command_failed}. Cancellable.
    awaitable<std::string> prepare();

    /// Says what is not committed, and whether it gets into the image (`clones`: it does not).
    awaitable<void> tell_changes(bool clones);

private:
    /// Its folder; empty when there is none. One that git cannot read is an error: building the folder then
    /// would bring into the image what is not committed, without a word.
    awaitable<std::string> repository();
    awaitable<std::string> prepare_clone();
    awaitable<void> bring_up(const std::string& root,
                             const commands::ClonePlace& place,
                             const std::string& revision);
    awaitable<void> check_clone(const commands::ClonePlace& place, const std::string& revision);
    awaitable<std::string> ask(LocalCommand question);
    std::string clones() const;

    const Config& config_;
    LocalWork& local_;
    Sink& sink_;
};

}  // namespace wheels::engine
