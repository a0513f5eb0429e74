#pragma once

#include <list>
#include <memory>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels {

/// Mutual exclusion between coroutines of one thread, first come, first served. Not for threads.
///
/// Lifetime: when an io_context is destroyed in mid-run, a Lock may outlive its Mutex.
class Mutex {
    struct State;

public:
    explicit Mutex(executor on) : state_(std::make_shared<State>(std::move(on))) {}
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    /// Holds the mutex until it goes out of scope.
    class Lock {
    public:
        Lock() = default;
        explicit Lock(std::shared_ptr<State> state) : state_(std::move(state)) {}
        Lock(Lock&& other) noexcept = default;
        Lock& operator=(Lock&& other) noexcept {
            release();
            state_ = std::move(other.state_);
            return *this;
        }
        ~Lock() { release(); }
        explicit operator bool() const { return state_ != nullptr; }
        void release() {
            if (auto state = std::exchange(state_, nullptr)) state->unlock();
        }

    private:
        std::shared_ptr<State> state_;
    };

    /// Throws operation_aborted when cancelled while it waits; then nothing is held.
    awaitable<Lock> lock() {
        auto state = state_;
        if (!state->locked) {
            state->locked = true;
            co_return Lock(std::move(state));
        }
        Place place(*state);
        co_await wait(place);
        if (!place.waiter->granted) throw asio::system_error(asio::error::operation_aborted);
        place.taken = true;
        co_return Lock(std::move(state));
    }

    bool locked() const { return state_->locked; }

private:
    struct Waiter {
        explicit Waiter(const executor& on) : timer(on, asio::steady_timer::time_point::max()) {}
        asio::steady_timer timer;
        bool granted = false;
    };

    struct State {
        explicit State(executor e) : on(std::move(e)) {}

        void unlock() {
            for (auto& waiter : waiters) {
                if (waiter.granted) continue;
                waiter.granted = true;
                waiter.timer.cancel();
                return;
            }
            locked = false;
        }

        executor on;
        std::list<Waiter> waiters;
        bool locked = false;
    };

    // A place in the queue. Given up without having been taken, it passes on what it was granted.
    struct Place {
        explicit Place(State& of) : state(of), waiter(of.waiters.emplace(of.waiters.end(), of.on)) {}
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        ~Place() {
            const bool passes_on = waiter->granted && !taken;
            state.waiters.erase(waiter);
            if (passes_on) state.unlock();
        }

        State& state;
        std::list<Waiter>::iterator waiter;
        bool taken = false;
    };

    // Never throws: a waiter that was granted the mutex and cancelled at once must still take it.
    static awaitable<void> wait(Place& place) {
        const bool throws = co_await this_coro::throw_if_cancelled();
        co_await this_coro::throw_if_cancelled(false);
        asio::error_code ignored;
        co_await place.waiter->timer.async_wait(redirect_error(use_awaitable, ignored));
        co_await this_coro::throw_if_cancelled(throws);
    }

    std::shared_ptr<State> state_;
};

}  // namespace wheels
