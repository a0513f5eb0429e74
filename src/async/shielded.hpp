#pragma once

#include <utility>

#include "async/coroutine.hpp"

namespace wheels {

/// Runs `work` to its end whether or not the caller is cancelled. For clean-up and supervisors: the
/// caller must have turned throw_if_cancelled off, else its co_await throws before `work` starts.
template <typename T>
awaitable<T> shielded(awaitable<T> work) {
    auto on = co_await this_coro::executor;
    auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), use_awaitable);
    co_return co_await asio::co_spawn(on, std::move(work), token);
}

}  // namespace wheels
