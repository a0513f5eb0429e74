#pragma once

#include <map>
#include <string>
#include <vector>

#include "commands/accessory.hpp"
#include "engine/collaborators.hpp"
#include "engine/host_work.hpp"
#include "plan/scope.hpp"
#include "plan/steps.hpp"

namespace wheels::engine {

/// Starts the accessories where they are not there yet. A container that exists, in any state, is left alone,
/// but its files are brought up to date. Everything given must outlive it.
class AccessoryBoot {
public:
    AccessoryBoot(const Config& config,
                  const plan::Scope& scope,
                  Author author,
                  HostWork& work,
                  const Collaborators& with);

    /// Reads the files that the accessories get. Throws Error{config} with all that is wrong with them.
    void read_files();

    /// One accessory after the other, as deploy.yml lists them, because later ones may need earlier ones;
    /// each on all of its hosts at once. Cancellable.
    awaitable<void> all();

    bool dry_run = false;

private:
    awaitable<void> on_all_hosts(const Accessory* accessory);
    awaitable<void> on_host(std::string host, const Accessory* accessory);
    awaitable<void> start(std::string host, const Accessory* accessory);
    plan::Voice voice() const;

    const Config& config_;
    const plan::Scope& scope_;
    Author author_;
    HostWork& work_;
    const Collaborators& with_;
    std::map<const Accessory*, std::vector<commands::AccessoryUpload>> files_;
};

}  // namespace wheels::engine
