#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels {

/// So many at a time, first come, first served. Between coroutines of one thread; not for threads.
///
/// Lifetime: when an io_context is destroyed in mid-run, a Place may outlive its Semaphore.
class Semaphore {
    struct State;

public:
    Semaphore(executor on, std::size_t places) : state_(std::make_shared<State>(std::move(on), places)) {}
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    /// Holds a place until it goes out of scope.
    class Place {
    public:
        Place() = default;
        explicit Place(std::shared_ptr<State> state) : state_(std::move(state)) {}
        Place(Place&& other) noexcept = default;
        Place& operator=(Place&& other) noexcept {
            release();
            state_ = std::move(other.state_);
            return *this;
        }
        ~Place() { release(); }
        explicit operator bool() const { return state_ != nullptr; }
        void release() {
            if (auto state = std::exchange(state_, nullptr)) state->give_back();
        }

    private:
        std::shared_ptr<State> state_;
    };

    /// Throws operation_aborted when cancelled while it waits; then nothing is held.
    awaitable<Place> acquire() {
        auto state = state_;
        if (state->free > 0) {
            --state->free;
            co_return Place(std::move(state));
        }
        Turn turn(*state);
        co_await wait(turn);
        if (!turn.waiter->granted) throw asio::system_error(asio::error::operation_aborted);
        turn.taken = true;
        co_return Place(std::move(state));
    }

    /// Whether the next one has to wait.
    bool full() const { return state_->free == 0; }

private:
    struct Waiter {
        explicit Waiter(const executor& on) : timer(on, asio::steady_timer::time_point::max()) {}
        asio::steady_timer timer;
        bool granted = false;
    };

    struct State {
        State(executor e, std::size_t places) : on(std::move(e)), free(places) {}

        void give_back() {
            for (auto& waiter : waiters) {
                if (waiter.granted) continue;
                waiter.granted = true;
                waiter.timer.cancel();
                return;
            }
            ++free;
        }

        executor on;
        std::size_t free;
        std::list<Waiter> waiters;
    };

    // A turn in the queue. Given up without having been taken, it passes on what it was granted.
    struct Turn {
        explicit Turn(State& of) : state(of), waiter(of.waiters.emplace(of.waiters.end(), of.on)) {}
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        ~Turn() {
            const bool passes_on = waiter->granted && !taken;
            state.waiters.erase(waiter);
            if (passes_on) state.give_back();
        }

        State& state;
        std::list<Waiter>::iterator waiter;
        bool taken = false;
    };

    // Never throws: a waiter that was granted its turn and cancelled at once must still take it.
    static awaitable<void> wait(Turn& turn) {
        const bool throws = co_await this_coro::throw_if_cancelled();
        co_await this_coro::throw_if_cancelled(false);
        asio::error_code ignored;
        co_await turn.waiter->timer.async_wait(redirect_error(use_awaitable, ignored));
        co_await this_coro::throw_if_cancelled(throws);
    }

    std::shared_ptr<State> state_;
};

}  // namespace wheels
