#pragma once

#include <string>

#include "engine/host_pool.hpp"
#include "engine/host_work.hpp"

namespace wheels::engine {

/// Makes hosts fit for deploys: installs Docker where it is missing and the user may do so (Kamal 2.12:
/// cli/server.rb). Everything given must outlive it.
class Bootstrap {
public:
    Bootstrap(HostPool& pool, HostWork& work, bool dry_run) : pool_(pool), work_(work), dry_run_(dry_run) {}

    /// Throws Error{command_failed} when Docker is missing and cannot be installed. Cancellable.
    awaitable<void> host(std::string host);

private:
    awaitable<bool> answers(std::string host, Command question);
    awaitable<void> install(std::string host);

    HostPool& pool_;
    HostWork& work_;
    bool dry_run_;
};

}  // namespace wheels::engine
