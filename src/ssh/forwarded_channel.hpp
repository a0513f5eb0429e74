#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include "async/coroutine.hpp"
#include "ssh/session.hpp"

namespace wheels::ssh {

/// One connection that somebody opened on the host, as a channel of the session. But for close(), no call
/// waits: `Session::again` asks to come back when something has arrived (see Session::wait), any other
/// negative number is the end.
class ForwardedChannel {
public:
    ForwardedChannel(std::shared_ptr<Session> session, NativeChannel* native)
        : session_(std::move(session)), native_(native) {}
    ForwardedChannel(const ForwardedChannel&) = delete;
    ForwardedChannel& operator=(const ForwardedChannel&) = delete;

    /// How much was read; 0 when the host's side has said all.
    long read(char* to, std::size_t size);
    /// How much was written, which may be less than all. Repeat it with the same bytes after `again`.
    long write(std::string_view bytes);
    /// Nothing is written afterwards.
    long end_of_data();
    /// The host's side is gone: it neither says nor hears any more.
    bool closed();

    /// Tells the host that it is over, and gives it some time to deliver what it has. What is left is left to
    /// the session. Throws operation_aborted.
    awaitable<void> close();

private:
    std::shared_ptr<Session> session_;
    NativeChannel* native_;  // belongs to libssh2's session until it is freed
};

}  // namespace wheels::ssh
