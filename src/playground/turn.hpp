#pragma once

#include <string>

#include "async/coroutine.hpp"
#include "base/unique_fd.hpp"
#include "playground/docker.hpp"

namespace wheels::playground {

/// While it lives, nobody else at this machine brings up or takes down a playground of the folder. Two of
/// them at once would take each other's containers for remains, and remove them.
class Turn {
public:
    explicit Turn(UniqueFd lock) : lock_(std::move(lock)) {}

private:
    UniqueFd lock_;
};

/// Waits for it, and says so. It is a lock on the folder itself, which leaves nothing behind, whatever
/// becomes of who holds it; where the file system has no locks, or one may not read the folder, one goes
/// without. Cancellable.
awaitable<Turn> take_turn(Docker& docker, std::string folder);

}  // namespace wheels::playground
