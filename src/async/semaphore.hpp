#pragma once

#include <cstddef>
#include <list>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels {

/// So many at a time, first come, first served. Between coroutines of one thread; not for threads.
class Semaphore {
public:
    Semaphore(executor on, std::size_t places) : on_(std::move(on)), free_(places) {}
    Semaphore(const Semaphore&) = delete;
    Semaphore& operator=(const Semaphore&) = delete;

    /// Holds a place until it goes out of scope.
    class Place {
    public:
        Place() = default;
        explicit Place(Semaphore& semaphore) : semaphore_(&semaphore) {}
        Place(Place&& other) noexcept : semaphore_(std::exchange(other.semaphore_, nullptr)) {}
        Place& operator=(Place&& other) noexcept {
            release();
            semaphore_ = std::exchange(other.semaphore_, nullptr);
            return *this;
        }
        ~Place() { release(); }
        void release() {
            if (auto* semaphore = std::exchange(semaphore_, nullptr)) semaphore->give_back();
        }

    private:
        Semaphore* semaphore_ = nullptr;
    };

    /// Throws operation_aborted when cancelled while it waits; then nothing is held.
    awaitable<Place> acquire() {
        if (free_ > 0) {
            --free_;
            co_return Place(*this);
        }
        Waiter waiter(*this);
        co_await wait(waiter);
        if (!waiter.granted) throw asio::system_error(asio::error::operation_aborted);
        waiter.granted = false;
        co_return Place(*this);
    }

private:
    /// In the queue as long as it lives; a place that was granted and not taken goes to the next.
    struct Waiter {
        explicit Waiter(Semaphore& of)
            : semaphore(of),
              timer(of.on_, asio::steady_timer::time_point::max()),
              place(of.waiters_.insert(of.waiters_.end(), this)) {}
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;
        ~Waiter() {
            semaphore.waiters_.erase(place);
            if (granted) semaphore.give_back();
        }
        Semaphore& semaphore;
        asio::steady_timer timer;
        std::list<Waiter*>::iterator place;
        bool granted = false;
    };

    static awaitable<void> wait(Waiter& waiter) {
        const bool throws = co_await this_coro::throw_if_cancelled();
        co_await this_coro::throw_if_cancelled(false);
        asio::error_code ignored;
        co_await waiter.timer.async_wait(redirect_error(use_awaitable, ignored));
        co_await this_coro::throw_if_cancelled(throws);
    }

    void give_back() {
        for (auto* waiter : waiters_) {
            if (waiter->granted) continue;
            waiter->granted = true;
            waiter->timer.cancel();
            return;
        }
        ++free_;
    }

    executor on_;
    std::size_t free_;
    std::list<Waiter*> waiters_;
};

}  // namespace wheels
