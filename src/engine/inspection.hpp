#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/redactor.hpp"
#include "engine/collaborators.hpp"
#include "engine/deploy_lock.hpp"
#include "engine/host_pool.hpp"
#include "engine/host_work.hpp"
#include "engine/redacting_sink.hpp"
#include "plan/scope.hpp"
#include "wheels/deploy.hpp"

namespace wheels::engine {

/// The verbs that look, and those that handle the lock by hand: no plan, no failure path. Use it once.
class Inspection {
public:
    Inspection(const Filter& filter,
               const Config& config,
               const Collaborators& with,
               executor on,
               bool dry_run = false);

    /// Every host is asked, whatever the others say; throws one Error with all that failed.
    awaitable<std::vector<HostText>> details();
    awaitable<std::vector<HostText>> audit();

    awaitable<std::optional<std::string>> lock_status();
    awaitable<void> acquire_lock(Author author, std::string message);
    awaitable<void> release_lock();

    /// Ends the connections; to be awaited last.
    awaitable<void> close();

private:
    /// What to ask a host, and the title of its answer.
    struct Question {
        std::string title;
        Command command;
    };

    awaitable<std::vector<HostText>> ask(
        std::function<std::vector<Question>(const std::string& host)> questions);
    awaitable<void> ask_host(std::string host,
                             std::vector<Question> questions,
                             std::vector<HostText>& answers);

    const Config& config_;
    Redactor redactor_;
    RedactingSink sink_;
    plan::Scope scope_;
    HostPool pool_;
    HostWork work_;
    DeployLock lock_;
};

}  // namespace wheels::engine
