#pragma once

#include <string>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels::engine {

/// Holds the other roles back until the first container of the primary role is healthy.
///
/// Decided once: the first host of the primary role to become healthy opens it, the first to fail closes
/// it (Kamal 2.12: cli/healthcheck/barrier.rb). One thread only.
class Barrier {
public:
    explicit Barrier(const executor& on) : decided_(on, asio::steady_timer::time_point::max()) {}

    void open() { decide(State::open); }
    void close() { decide(State::closed); }

    /// True once it is open, false when it was closed. Cancellable.
    awaitable<bool> wait() {
        while (state_ == State::undecided) {
            asio::error_code woken;
            co_await decided_.async_wait(redirect_error(use_awaitable, woken));
        }
        co_return state_ == State::open;
    }

private:
    enum class State { undecided, open, closed };

    void decide(State state) {
        if (state_ != State::undecided) return;
        state_ = state;
        decided_.cancel();
    }

    asio::steady_timer decided_;
    State state_ = State::undecided;
};

}  // namespace wheels::engine
