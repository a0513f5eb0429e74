#pragma once

#include "plan/phase.hpp"

namespace wheels::plan {

/// Asks every host with the app or a proxy for all that a run decides on, in one question: RunState::facts.
/// With `makes_network` Docker's network is made on
/// the way, on all hosts: where that fails, no host gets as far as its proxy.
Phase look_at_hosts(bool makes_network);

/// The same, and every role has to have a container of `config.version` on each of its hosts.
Phases find_version();

/// Looks for the version before the one that runs: RunState::previous.
Phases find_previous();

/// What an answer to commands::read_proxy_state says. Unset where it cannot be read: whoever depends on it
/// asks again, and fails.
Served served_in(const ExecResult& answer);

/// The question to one host, with commands that go before it in the same sequence.
Dialogue<> look_at(RunState& run, std::string host, Sequence before);

}  // namespace wheels::plan
