#pragma once

#include <memory>

#include "async/coroutine.hpp"
#include "commands/author.hpp"
#include "engine/collaborators.hpp"
#include "process/child_runner.hpp"
#include "wheels/deploy.hpp"

namespace wheels::api {

/// Makes the real things that the engine works with: SSH, child processes, clock and random numbers.
/// Everything given must outlive it.
class Wiring {
public:
    Wiring(const Config& config,
           const Surroundings& surroundings,
           Sink& sink,
           executor on,
           bool dry_run = false);
    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;

    const engine::Collaborators& collaborators() const { return *collaborators_; }

    /// Who deploys, as Kamal tells it (git's user.email and user.name). Runs git.
    awaitable<Author> author();

private:
    awaitable<void> ask_git(std::string key, std::string& answer);

    const Surroundings& surroundings_;
    ChildRunner processes_;
    std::unique_ptr<Connector> connector_;
    std::unique_ptr<Connector> builder_connector_;
    std::unique_ptr<Connector> builder_login_;
    std::unique_ptr<engine::Collaborators> collaborators_;
};

}  // namespace wheels::api
