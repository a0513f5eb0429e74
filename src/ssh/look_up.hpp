#pragma once

#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "ssh/dial.hpp"

namespace wheels::ssh {

/// All TCP endpoints of a host: its own when it is written as a number, else those of its name. Throws
/// DialFailure when there are none before the deadline.
///
/// A name is looked up by a thread of its own: the system's function blocks, sometimes for many seconds, and
/// a dead name must neither hold up the others (as Asio's one resolver thread would), nor a cancellation, nor
/// the end of the program. Cancellable at once; the thread ends by itself and touches nothing of ours.
awaitable<std::vector<asio::ip::tcp::endpoint>> look_up(Address address, Clock::time_point deadline);

}  // namespace wheels::ssh
