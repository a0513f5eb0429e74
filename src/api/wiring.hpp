#pragma once

#include <map>
#include <memory>
#include <string>

#include "async/coroutine.hpp"
#include "base/redactor.hpp"
#include "engine/collaborators.hpp"
#include "ssh/ssh_connector.hpp"
#include "wheels/connector.hpp"
#include "wheels/request.hpp"
#include "wheels/surroundings.hpp"

namespace wheels::api {

/// Makes the things that the engine works with: real ones (SSH, child processes, hooks, the clock), or for a
/// dry run such as only tell what they would do. Nothing else asks which of the two it is. Everything given
/// must outlive it.
class Wiring {
public:
    Wiring(const Request& request,
           const Config& config,
           const Surroundings& surroundings,
           ProcessRunner& processes,
           Sink& sink,
           const Redactor& redactor,
           std::map<std::string, HostSettings> ssh,
           executor on);
    Wiring(const Wiring&) = delete;
    Wiring& operator=(const Wiring&) = delete;

    const engine::Collaborators& collaborators() const { return *collaborators_; }

private:
    void wire_for_real(
        const Request& request, const Config& config, Sink& sink, const Redactor& redactor, executor on);
    void connect_by_ssh(const Config& config, Sink& sink, executor on);
    void wire_dry(const Config& config, Sink& sink, const Redactor& redactor);

    const Surroundings& surroundings_;
    std::map<std::string, HostSettings> ssh_;  ///< What the files of ssh say.
    ProcessRunner& processes_;
    std::unique_ptr<Connector> connector_;  ///< None where the surroundings have one.
    std::unique_ptr<Connector> builder_connector_;
    std::unique_ptr<Connector> builder_login_;
    std::unique_ptr<Runner> local_;
    std::unique_ptr<engine::HookRunner> hooks_;
    std::unique_ptr<engine::Collaborators> collaborators_;
};

}  // namespace wheels::api
