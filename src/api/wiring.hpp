#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/redactor.hpp"
#include "commands/author.hpp"
#include "engine/collaborators.hpp"
#include "process/child_runner.hpp"
#include "ssh/ssh_connector.hpp"
#include "wheels/deploy.hpp"

namespace wheels::api {

/// Makes the things that the engine works with: real ones (SSH, child processes, hooks, the clock), or for a
/// dry run such as only tell what they would do. Nothing else asks which of the two it is. Everything given
/// must outlive it.
class Wiring {
public:
    Wiring(const Request& request,
           const Config& config,
           const Surroundings& surroundings,
           Sink& sink,
           const Redactor& redactor,
           std::map<std::string, HostSettings> ssh,
           executor on);
    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;

    const engine::Collaborators& collaborators() const { return *collaborators_; }

    /// Who deploys, as Kamal tells it (git's user.email and user.name). Runs git.
    awaitable<Author> author();

private:
    void wire_for_real(
        const Request& request, const Config& config, Sink& sink, const Redactor& redactor, executor on);
    void wire_dry(const Config& config, Sink& sink, const Redactor& redactor);
    awaitable<void> ask_git(std::string key, std::string& answer);

    const Surroundings& surroundings_;
    std::map<std::string, HostSettings> ssh_;  ///< What the files of ssh say.
    ChildRunner processes_;
    std::unique_ptr<Connector> connector_;
    std::unique_ptr<Connector> builder_connector_;
    std::unique_ptr<Connector> builder_login_;
    std::unique_ptr<Runner> local_;
    std::unique_ptr<engine::HookRunner> hooks_;
    std::unique_ptr<engine::Collaborators> collaborators_;
};

}  // namespace wheels::api
