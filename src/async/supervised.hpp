#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels {

/// Runs one piece of work with a cancellation state of its own, and waits for it come what may.
///
/// For supervisors: what cancels their caller does not throw in them, and what they stop is not themselves.
class Supervised {
public:
    explicit Supervised(executor on) : state_(std::make_shared<State>(std::move(on))) {}

    /// Ends when `work` has ended; returns its error, and never throws one. Past `limit` the work is
    /// cancelled. Each time the caller is cancelled, `on_cancelled` is called (by default: stop()).
    /// May be used again once it has ended.
    awaitable<std::exception_ptr> run(awaitable<void> work,
                                      std::optional<std::chrono::milliseconds> limit = std::nullopt,
                                      std::function<void()> on_cancelled = nullptr) {
        auto state = state_;
        state->done = false;
        state->error = nullptr;
        state->rearmed = false;
        const bool throws = co_await this_coro::throw_if_cancelled();
        co_await this_coro::throw_if_cancelled(false);
        auto on_done = [state](std::exception_ptr error) {
            state->error = error;
            state->done = true;
            state->wake.cancel();
        };
        state->wake.expires_at(asio::steady_timer::time_point::max());
        if (limit) state->wake.expires_after(*limit);
        const auto before = (co_await this_coro::cancellation_state).cancelled();
        asio::co_spawn(state->on, std::move(work),
                       asio::bind_cancellation_slot(state->signal.slot(), std::move(on_done)));
        // Work runs to where it first waits while it is started, and may have us cancelled from there.
        const auto after = (co_await this_coro::cancellation_state).cancelled();
        if (after != before && !state->done) {
            if (on_cancelled) {
                on_cancelled();
            } else {
                state->signal.emit(asio::cancellation_type::terminal);
            }
        }
        while (!state->done) {
            asio::error_code interrupted;
            co_await state->wake.async_wait(redirect_error(use_awaitable, interrupted));
            if (state->done) break;
            if (std::exchange(state->rearmed, false)) continue;
            if (!interrupted) {
                state->wake.expires_at(asio::steady_timer::time_point::max());
                state->signal.emit(asio::cancellation_type::terminal);
            } else if (on_cancelled) {
                on_cancelled();
            } else {
                state->signal.emit(asio::cancellation_type::terminal);
            }
        }
        co_await this_coro::throw_if_cancelled(throws);
        co_return state->error;
    }

    /// Cancels the work, if it is running.
    void stop() { state_->signal.emit(asio::cancellation_type::terminal); }

    /// Cancels the work that is running when `limit` has passed from now, in place of an earlier limit.
    void stop_after(std::chrono::milliseconds limit) {
        state_->rearmed = true;
        state_->wake.expires_after(limit);
    }

private:
    struct State {
        explicit State(executor e) : on(std::move(e)), wake(on, asio::steady_timer::time_point::max()) {}
        executor on;
        asio::cancellation_signal signal;
        asio::steady_timer wake;
        std::exception_ptr error;
        bool done = false;
        bool rearmed = false;
    };

    std::shared_ptr<State> state_;
};

}  // namespace wheels
