#pragma once

#include <utility>

#include "async/semaphore.hpp"

namespace wheels {

/// Mutual exclusion between coroutines of one thread, first come, first served: a Semaphore with one place.
/// Not for threads. Lifetime: when an io_context is destroyed in mid-run, a Lock may outlive its Mutex.
class Mutex {
public:
    explicit Mutex(executor on) : one_(std::move(on), 1) {}

    /// Holds the mutex until it goes out of scope.
    using Lock = Semaphore::Place;

    /// Throws operation_aborted when cancelled while it waits; then nothing is held.
    awaitable<Lock> lock() { return one_.acquire(); }

    bool locked() const { return one_.full(); }

private:
    Semaphore one_;
};

}  // namespace wheels
