#pragma once

#include <functional>
#include <string>

#include "async/coroutine.hpp"
#include "engine/places.hpp"
#include "plan/phase.hpp"
#include "wheels/connector.hpp"
#include "wheels/event.hpp"

namespace wheels::engine {

/// Runs the work, with `localhost:PORT` of the forwarding's place leading here from before its beginning to
/// after its end: so a host reaches the registry of this machine (Kamal 2.12: cli/build/port_forwarding.rb).
///
/// Throws what the work throws, or an Error with one Failure of the place: when it does not forward the port,
/// or when it stops to do so, which cancels the work. Cancellable. `places` must outlive it.
awaitable<void> forwarded(plan::Forwarding forwarding, Places& places, awaitable<void> work);

/// For the DryConnector of a dry run: tells of every port that would be forwarded. `sink` must outlive it.
std::function<void(const std::string& host, ForwardedPort ports)> planned_forwards(Sink& sink);

}  // namespace wheels::engine
