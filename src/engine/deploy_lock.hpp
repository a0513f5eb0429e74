#pragma once

#include <string>

#include "commands/author.hpp"
#include "commands/lock.hpp"
#include "engine/collaborators.hpp"
#include "engine/host_work.hpp"
#include "wheels/config.hpp"
#include "wheels/request.hpp"

namespace wheels::engine {

/// Kamal's deploy lock: a directory on the primary host of the whole configuration, whatever the filters
/// say, so that two runs can never lock different hosts.
class DeployLock {
public:
    DeployLock(const Config& config, HostWork& work, const Collaborators& with);

    /// Takes the lock. Throws Error{lock_held} that says who holds it. With `wait`, an automatic lock is
    /// polled until the timeout; a lock taken by hand is not waited for. Cancellable.
    awaitable<void> acquire(Author author, std::string message, LockWait wait);

    /// Releases what acquire() took, if its details are still ours: a lock that was released by hand
    /// meanwhile may be somebody else's by now, and is left alone with a warning. Throws Error when the host
    /// says no.
    awaitable<void> release();

    /// Releases the lock whoever holds it. Throws Error{command_failed} when there is none.
    awaitable<void> force_release();

    /// The holder's details as text; empty when nobody holds it.
    awaitable<std::optional<std::string>> status();

    /// True when release() has something to do.
    bool may_be_ours() const { return state_ != State::not_taken; }

    bool is_ours() const { return state_ == State::taken; }

    /// What Kamal writes as the message of a lock that a deploy takes by itself.
    static constexpr const char* automatic_message = "Automatic deploy lock";

private:
    enum class State { not_taken, asked, taken };

    awaitable<bool> try_acquire(commands::LockDetails details);
    awaitable<void> refuse_or_wait(LockWait wait, std::chrono::steady_clock::time_point until, bool first);

    const Config& config_;
    HostWork& work_;
    const Collaborators& with_;
    std::string host_;
    std::string our_details_;
    State state_ = State::not_taken;
};

}  // namespace wheels::engine
