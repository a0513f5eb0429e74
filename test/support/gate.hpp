#pragma once

#include "async/coroutine.hpp"

namespace wheels::test {

/// An event that coroutines wait for. Needs no clock.
class Gate {
public:
    explicit Gate(const executor& on) : opened_(on, asio::steady_timer::time_point::max()) {}

    /// Throws operation_aborted when cancelled.
    awaitable<void> wait() {
        while (!open_) {
            asio::error_code woken;
            co_await opened_.async_wait(redirect_error(use_awaitable, woken));
        }
    }
    /// Goes on waiting when cancelled, and counts how often that was.
    awaitable<void> wait_stubbornly(int& cancellations) {
        co_await this_coro::throw_if_cancelled(false);
        while (!open_) {
            asio::error_code woken;
            co_await opened_.async_wait(redirect_error(use_awaitable, woken));
            if (!open_) ++cancellations;
        }
        co_await this_coro::throw_if_cancelled(true);
    }

    void open() {
        open_ = true;
        opened_.cancel();
    }

private:
    asio::steady_timer opened_;
    bool open_ = false;
};

}  // namespace wheels::test
