#pragma once

#include <list>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels {

/// Mutual exclusion between coroutines of one thread, first come, first served. Not for threads.
class Mutex {
public:
    explicit Mutex(executor on) : on_(std::move(on)) {}
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    /// Holds the mutex until it goes out of scope.
    class Lock {
    public:
        Lock() = default;
        explicit Lock(Mutex& mutex) : mutex_(&mutex) {}
        Lock(Lock&& other) noexcept : mutex_(std::exchange(other.mutex_, nullptr)) {}
        Lock& operator=(Lock&& other) noexcept {
            release();
            mutex_ = std::exchange(other.mutex_, nullptr);
            return *this;
        }
        ~Lock() { release(); }
        void release() {
            if (auto* mutex = std::exchange(mutex_, nullptr)) mutex->unlock();
        }

    private:
        Mutex* mutex_ = nullptr;
    };

    /// Throws operation_aborted when cancelled while it waits; then nothing is held.
    awaitable<Lock> lock() {
        if (!locked_) {
            locked_ = true;
            co_return Lock(*this);
        }
        auto place = waiters_.emplace(waiters_.end(), on_);
        auto& waiter = *place;
        co_await wait(waiter);
        const bool granted = waiter.granted;
        waiters_.erase(place);
        if (!granted) throw asio::system_error(asio::error::operation_aborted);
        co_return Lock(*this);
    }

private:
    struct Waiter {
        explicit Waiter(const executor& on) : timer(on, asio::steady_timer::time_point::max()) {}
        asio::steady_timer timer;
        bool granted = false;
    };

    // Never throws: a waiter that was granted the mutex and cancelled at once must still take it.
    static awaitable<void> wait(Waiter& waiter) {
        const bool throws = co_await this_coro::throw_if_cancelled();
        co_await this_coro::throw_if_cancelled(false);
        asio::error_code ignored;
        co_await waiter.timer.async_wait(redirect_error(use_awaitable, ignored));
        co_await this_coro::throw_if_cancelled(throws);
    }

    void unlock() {
        for (auto& waiter : waiters_) {
            if (waiter.granted) continue;
            waiter.granted = true;
            waiter.timer.cancel();
            return;
        }
        locked_ = false;
    }

    executor on_;
    std::list<Waiter> waiters_;
    bool locked_ = false;
};

}  // namespace wheels
