#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels {
namespace detail {

template <typename T>
struct Deadlined {
    explicit Deadlined(const executor& on) : wake(on) {}
    asio::cancellation_signal signal;
    asio::steady_timer wake;
    std::exception_ptr error;
    std::optional<T> value;
    bool done = false;
    bool expired = false;
    bool emitted = false;
};

inline bool is_aborted(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace detail

/// Awaits `work` for at most `limit`. When the time is up, `work` is cancelled and still awaited,
/// and the result is empty. An error of `work` is thrown; so is the caller's cancellation, which is
/// passed on to `work` first. T must be default constructible (use `bool` for work without result).
template <typename T>
awaitable<std::optional<T>> with_deadline(awaitable<T> work, std::chrono::milliseconds limit) {
    auto on = co_await this_coro::executor;
    auto state = std::make_shared<detail::Deadlined<T>>(on);
    auto on_done = [state](std::exception_ptr error, T value) {
        state->error = error;
        if (!error) state->value = std::move(value);
        state->done = true;
        state->wake.cancel();
    };
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    state->wake.expires_after(limit);
    asio::co_spawn(on, std::move(work),
                   asio::bind_cancellation_slot(state->signal.slot(), std::move(on_done)));
    while (!state->done) {
        asio::error_code waited;
        co_await state->wake.async_wait(redirect_error(use_awaitable, waited));
        if (state->done) break;
        if (!waited) state->expired = true;
        if (!std::exchange(state->emitted, true)) {
            state->wake.expires_at(asio::steady_timer::time_point::max());
            state->signal.emit(asio::cancellation_type::terminal);
        }
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (state->error) {
        if (state->expired && detail::is_aborted(state->error)) co_return std::nullopt;
        std::rethrow_exception(state->error);
    }
    co_return std::move(state->value);
}

/// Waits. Throws operation_aborted when cancelled.
inline awaitable<void> sleep_for(std::chrono::milliseconds duration) {
    asio::steady_timer timer(co_await this_coro::executor, duration);
    co_await timer.async_wait(use_awaitable);
}

}  // namespace wheels
