#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/command.hpp"
#include "wheels/console.hpp"
#include "wheels/event.hpp"
#include "wheels/exec_result.hpp"

namespace wheels {

/// Hears the commands of one place while they run. Plain calls on the engine's thread.
class CommandObserver {
public:
    virtual ~CommandObserver() = default;
    virtual void started(const Command& command) noexcept = 0;
    /// Instead of started() and finished(): it would run now, if this were no dry run.
    virtual void planned(const Command&) noexcept {}
    /// Bytes that it wrote, as they come.
    virtual void heard(const Command& command, Stream stream, std::string_view bytes) noexcept = 0;
    virtual void finished(const Command& command, const ExecResult& result) noexcept = 0;
};

/// Runs Commands in one place: a host over SSH, this machine, a script of a test, or nowhere (a dry run).
class Runner {
public:
    virtual ~Runner() = default;

    /// Runs the commands in order and returns a result for each that ran: the last one is the
    /// first checked command that ended with a non-zero status, or the end of the sequence.
    ///
    /// Throws Error: `connection_lost` when the host went away, `timed_out` when a command's
    /// deadline passed. Cancellation ends the wait at once and leaves the Runner not `alive`. A command
    /// that is late or cancelled is killed where it runs, if that place still answers: at most two
    /// seconds, or half a second after a cancellation, are spent on it. Several sequences may run on
    /// one Runner at a time. `observer` must outlive the call.
    virtual awaitable<std::vector<ExecResult>> run(Sequence sequence, CommandObserver& observer) = 0;

    /// Runs one command, with its streams connected to `endpoint` for as long as it runs: nothing that it
    /// writes is kept. It has to begin within its deadline, and then has none; its `input` counts for
    /// nothing.
    ///
    /// Throws and ends as run(): a program of which nobody knows how it ended is an Error. `endpoint` must
    /// outlive the call.
    virtual awaitable<ExecResult> talk(Command command, Endpoint& endpoint, CommandObserver& observer) = 0;

    /// False once the connection is lost or was cut in the middle of a call: never use it again.
    virtual bool alive() const = 0;

    /// Ends the connection politely, within a second or two; never throws.
    virtual awaitable<void> close() = 0;
};

/// `ssh -R port:localhost:local_port`: who connects to the host's own `localhost:port` is connected to
/// `localhost:local_port` of this machine. It has a constructor on purpose (see Command).
struct ForwardedPort {
    ForwardedPort(std::uint16_t on_the_host, std::uint16_t here) : port(on_the_host), local_port(here) {}

    std::uint16_t port;
    std::uint16_t local_port;
};
static_assert(!std::is_aggregate_v<ForwardedPort>);

/// A port of a host that leads to this machine, from when it is made until it is closed or destroyed.
class Forward {
public:
    virtual ~Forward() = default;

    /// Carries the connections, many at once; those that came before it was called wait for it.
    ///
    /// Never returns: throws Error{connection_lost} when the host went away, operation_aborted when it is
    /// cancelled. Connections that are open then are cut off.
    virtual awaitable<void> serve() = 0;

    /// Why the last connection that could not be carried was not: "nothing answers on localhost:5000 of
    /// this machine (connection refused)".
    virtual std::optional<std::string> trouble() const = 0;

    /// Ends it, and returns when the host's port is free again, or within a few seconds. Throws
    /// operation_aborted when cancelled, and nothing else; must not be called while serve() runs.
    virtual awaitable<void> close() = 0;
};

/// Opens Runners and Forwards. Implementations: SSH, scripted tests, dry runs (which cannot connect).
class Connector {
public:
    virtual ~Connector() = default;

    /// Throws Error: `connect`, `unknown_host`, `authentication` or `host_key`, within 30 seconds.
    /// Cancellable.
    virtual awaitable<std::unique_ptr<Runner>> connect(std::string host) = 0;

    /// Opens a connection of its own, and the port on the host. Throws Error: what connect() throws, or
    /// `command_failed` when the host refuses to forward the port. Cancellable.
    virtual awaitable<std::unique_ptr<Forward>> forward(std::string host, ForwardedPort ports) = 0;
};

}  // namespace wheels
