#pragma once

#include <chrono>
#include <functional>

#include "async/coroutine.hpp"
#include "plan/run_state.hpp"

namespace wheels::test {

/// A clock that stands still, but for the pauses that somebody makes by it: those take no time at all.
class VirtualClock {
public:
    plan::Clock clock() {
        plan::Clock clock;
        clock.ticks = [this] { return now_; };
        return clock;
    }

    std::function<awaitable<void>(std::chrono::milliseconds)> sleep() {
        return [this](std::chrono::milliseconds time) { return pass(*this, time); };
    }

    /// How long everybody has paused together.
    std::chrono::milliseconds paused() const { return paused_; }

private:
    static awaitable<void> pass(VirtualClock& self, std::chrono::milliseconds time) {
        co_await asio::post(co_await this_coro::executor, use_awaitable);
        self.now_ += time;
        self.paused_ += time;
    }

    std::chrono::steady_clock::time_point now_ = std::chrono::steady_clock::now();
    std::chrono::milliseconds paused_{0};
};

}  // namespace wheels::test
