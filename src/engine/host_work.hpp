#pragma once

#include <functional>
#include <string>
#include <vector>

#include "async/run_all.hpp"
#include "engine/host_pool.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Runs Commands on hosts and turns what went wrong into Failures.
class HostWork {
public:
    HostWork(HostPool& pool, Sink& sink, bool dry_run = false)
        : pool_(pool), sink_(sink), dry_run_(dry_run) {}

    /// All results, in order. A checked command that failed, or a host that went away, is an Error with
    /// one Failure that names the host and the command. Cancellable.
    awaitable<std::vector<ExecResult>> run(std::string host, Sequence sequence);

    /// Opens the connection, so that later work does not have to.
    awaitable<void> connect(std::string host);

    /// Like run(), for best-effort work: an Error becomes a warning and an empty answer. Cancellable.
    awaitable<std::vector<ExecResult>> attempt(std::string host, Sequence sequence);

private:
    HostPool& pool_;
    Sink& sink_;
    bool dry_run_;  ///< Commands are Planned events, not CommandStarted ones.
};

/// Awaits the tasks, all at once, and throws one Error with every Failure, in the order of the tasks.
/// Everything that is not an Error (a cancellation, a bug) is rethrown as it is.
awaitable<void> join(std::vector<Task> tasks);

/// What a checked command that ended with a bad status is reported as; `host` is empty for this machine.
Error failed_command(const std::string& host, const Command& command, const ExecResult& result);

/// A Failure of `host` from whatever stopped its work.
Failure failure_of(const Error& error, const std::string& host, const std::string& step);

}  // namespace wheels::engine
