#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/collaborators.hpp"
#include "engine/host_pool.hpp"
#include "plan/place.hpp"
#include "wheels/command.hpp"
#include "wheels/exec_result.hpp"

namespace wheels::engine {

/// Runs commands wherever the plan wants them, and turns what went wrong into Failures.
class Places {
public:
    Places(const Collaborators& with, const executor& on);

    /// All results, in order. A checked command that failed, or a place that went away, is an Error with one
    /// Failure that names the place and the command. Cancellable.
    awaitable<std::vector<ExecResult>> run(plan::Place place, Sequence sequence);

    /// One command that talks with `endpoint`. Its status is a value; else as run().
    awaitable<ExecResult> talk(plan::Place place, Command command, Endpoint& endpoint);

    /// Connects to a host, so that later work does not have to; of the machine that builds, looks whether it
    /// can be logged in to. Throws Error with one Failure. Cancellable.
    awaitable<void> connect(plan::Place place);

    /// Ends the host's session politely; what is run next begins a new one. Never throws.
    awaitable<void> reconnect(plan::Place place);

    /// See Connector::forward.
    awaitable<std::unique_ptr<Forward>> forward(plan::Place from, std::uint16_t port);

    /// Ends all connections politely; never throws.
    awaitable<void> close();

private:
    awaitable<std::shared_ptr<Runner>> reach(plan::Place place);
    awaitable<std::vector<ExecResult>> run_at(Runner& runner, plan::Place place, Sequence sequence);
    awaitable<void> try_login(std::string host);

    const Collaborators& with_;
    HostPool pool_;
};

}  // namespace wheels::engine
