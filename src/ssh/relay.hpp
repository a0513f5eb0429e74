#pragma once

#include <memory>

#include "async/coroutine.hpp"
#include "ssh/forwarded_channel.hpp"
#include "ssh/session.hpp"

namespace wheels::ssh {

/// Carries bytes between a connection of this machine and one of the host, both ways at once and no faster
/// than either side takes them; a side that has said all may still listen. Ends when both have said all, or
/// when one is gone: then the other is cut off, too. Throws operation_aborted, and nothing else. Everything
/// given must outlive it.
awaitable<void> relay(std::shared_ptr<Session> session,
                      ForwardedChannel& channel,
                      asio::ip::tcp::socket& local);

}  // namespace wheels::ssh
