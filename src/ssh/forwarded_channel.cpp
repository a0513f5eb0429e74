#include "ssh/forwarded_channel.hpp"

#include <libssh2.h>

#include <chrono>

namespace wheels::ssh {
namespace {

// A host delivers what was sent before it agrees to close.
constexpr std::chrono::seconds closing_patience{30};

}  // namespace

long ForwardedChannel::read(char* to, std::size_t size) {
    if (!session_->alive()) return Session::lost;
    auto call = [&]() -> long { return libssh2_channel_read(native_, to, size); };
    const long count = session_->step(call);
    if (count != 0 || libssh2_channel_eof(native_) == 1) return count;
    return session_->alive() ? Session::again : Session::lost;
}

long ForwardedChannel::write(std::string_view bytes) {
    if (session_->alive() && !session_->has_room()) return Session::again;
    auto call = [&]() -> long { return libssh2_channel_write(native_, bytes.data(), bytes.size()); };
    while (session_->alive()) {
        const auto seen = session_->arrivals();
        const long count = session_->step(call);
        if (count > 0) return count;
        // A host that has closed its side makes no more room.
        if ((count < 0 && count != Session::again) || closed()) return Session::lost;
        // Either call may have read what the other one waits for.
        if (session_->arrivals() == seen) return Session::again;
    }
    return Session::lost;
}

long ForwardedChannel::end_of_data() {
    if (!session_->alive()) return Session::lost;
    auto call = [this]() -> long { return libssh2_channel_send_eof(native_); };
    return session_->step(call);
}

bool ForwardedChannel::closed() {
    if (!session_->alive()) return true;
    // It answers without waiting, and with an error as long as the host may still say something.
    auto call = [this]() -> long { return libssh2_channel_wait_closed(native_); };
    return session_->step(call) == 0;
}

awaitable<void> ForwardedChannel::close() {
    const auto deadline = Clock::now() + closing_patience;
    auto call = [this]() -> long { return libssh2_channel_free(native_); };
    while (session_->alive() && session_->step(call) == Session::again) {
        const bool in_time = co_await session_->wait(deadline);
        if (!in_time) co_return;
    }
}

}  // namespace wheels::ssh
