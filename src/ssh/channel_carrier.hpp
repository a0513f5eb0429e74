#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ssh/forwarded_channel.hpp"
#include "ssh/session.hpp"
#include "transport/carrier.hpp"

namespace wheels::ssh {

/// A connection to another host that a jump host has opened, as a channel of the connection to that. It holds
/// the latter.
class ChannelCarrier final : public Carrier {
public:
    /// `gate` is the name of the jump host, as errors say it.
    ChannelCarrier(std::shared_ptr<Session> session, NativeChannel* native, std::string gate);

    long send(std::string_view bytes) override;
    long receive(char* to, std::size_t size) override;
    void when_readable(std::function<void(bool)> ready) override;
    void when_writable(std::function<void(bool)> ready) override;
    void close() noexcept override;
    int descriptor() override { return session_->descriptor(); }
    bool has_unread() override;
    bool has_ended() override;
    std::string trouble() override;

private:
    std::shared_ptr<Session> session_;
    NativeChannel* native_;
    ForwardedChannel channel_;
    std::string gate_;
    std::uint64_t full_at_ = 0;  ///< How much had arrived when there was no room.
    std::uint64_t seen_ = 0;     ///< How much had arrived when there was nothing to take.
};

/// Asks the jump host to connect to `host`. libssh2's result; `channel` is set when that is 0. Past the
/// deadline, or cancelled, the connection to the jump host goes on.
awaitable<long> open_through(Session& session,
                             std::string host,
                             std::uint16_t port,
                             NativeChannel*& channel,
                             Clock::time_point deadline);

}  // namespace wheels::ssh
