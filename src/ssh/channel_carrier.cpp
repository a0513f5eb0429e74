#include "ssh/channel_carrier.hpp"

#include <libssh2.h>

#include <cerrno>
#include <utility>

namespace wheels::ssh {

ChannelCarrier::ChannelCarrier(std::shared_ptr<Session> session, NativeChannel* native, std::string gate)
    : session_(session), native_(native), channel_(std::move(session), native), gate_(std::move(gate)) {}

long ChannelCarrier::send(std::string_view bytes) {
    std::size_t taken = 0;
    while (taken < bytes.size()) {
        const long count = channel_.write(bytes.substr(taken));
        if (count == Session::again) {
            full_at_ = session_->arrivals();
            break;
        }
        if (count < 0) return -ECONNRESET;
        taken += static_cast<std::size_t>(count);
    }
    return taken == 0 && !bytes.empty() ? -EAGAIN : static_cast<long>(taken);
}

long ChannelCarrier::receive(char* to, std::size_t size) {
    const long count = channel_.read(to, size);
    if (count == Session::again) {
        seen_ = session_->arrivals();
        return -EAGAIN;
    }
    return count < 0 ? -ECONNRESET : count;
}

// What arrives for one is read by whoever reads next: then it waits for this one, and no event tells of it.
void ChannelCarrier::when_readable(std::function<void(bool)> ready) {
    session_->on_arrival(std::move(ready), session_->arrivals() != seen_);
}

void ChannelCarrier::when_writable(std::function<void(bool)> ready) {
    session_->on_arrival(std::move(ready), session_->arrivals() != full_at_);
}

void ChannelCarrier::close() noexcept {
    if (!session_->alive()) return;
    // That it is closed is not waited for; what is left of it goes with the connection.
    auto call = [this]() -> long { return libssh2_channel_close(native_); };
    session_->step(call);
}

bool ChannelCarrier::has_unread() {
    if (!session_->alive()) return false;
    char none = 0;
    auto pump = [this, &none]() -> long { return libssh2_channel_read(native_, &none, 0); };
    session_->step(pump);
    unsigned long unread = 0;
    libssh2_channel_window_read_ex(native_, &unread, nullptr);
    return unread > 0;
}

bool ChannelCarrier::has_ended() {
    return !session_->alive() || (libssh2_channel_eof(native_) == 1 && !has_unread());
}

std::string ChannelCarrier::trouble() {
    if (session_->alive()) return {};
    return "the connection to the jump host " + gate_ + " was lost: " + session_->cause();
}

awaitable<long> open_through(Session& session,
                             std::string host,
                             std::uint16_t port,
                             NativeChannel*& channel,
                             Clock::time_point deadline) {
    auto opening = session.begin_opening();
    auto call = [&session, &opening, &channel, &host, port]() -> long {
        session.select(opening);
        channel = libssh2_channel_direct_tcpip_ex(session.native(), host.c_str(), port, "127.0.0.1", 0);
        const long result = channel != nullptr ? 0 : libssh2_session_last_errno(session.native());
        session.select(0);
        return result;
    };
    if (opening == 0) {
        // One after the other, then.
        auto turn = co_await session.control().lock();
        const long settled = co_await session.settle(deadline);
        if (settled != 0) co_return settled;
        const long result = co_await session.drive(call, deadline);
        co_return result;
    }
    const long result = co_await session.drive_apart(call, deadline);
    if (result != Session::late && result != Session::lost) session.end_opening(opening);
    co_return result;
}

}  // namespace wheels::ssh
