#pragma once

#include <exception>
#include <system_error>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels::test {

/// A coroutine that was started on a loop and that the test can cancel.
class Cancellable {
public:
    Cancellable(asio::io_context& loop, awaitable<void> work) {
        auto done = [this](std::exception_ptr e) {
            ended_ = true;
            error_ = e;
        };
        asio::co_spawn(loop, std::move(work), asio::bind_cancellation_slot(signal_.slot(), done));
    }
    Cancellable(const Cancellable&) = delete;
    Cancellable& operator=(const Cancellable&) = delete;

    void cancel() { signal_.emit(asio::cancellation_type::terminal); }
    bool ended() const { return ended_; }
    std::exception_ptr error() const { return error_; }
    bool ended_as_cancelled() const {
        if (!ended_ || !error_) return false;
        try {
            std::rethrow_exception(error_);
        } catch (const std::system_error& e) {
            return e.code() == asio::error::operation_aborted;
        } catch (...) {
            return false;
        }
    }

private:
    asio::cancellation_signal signal_;
    std::exception_ptr error_;
    bool ended_ = false;
};

/// Runs everything that is ready, without waiting for anything.
inline void run_ready(asio::io_context& loop) {
    loop.restart();
    while (loop.poll() > 0) {
    }
}

}  // namespace wheels::test
