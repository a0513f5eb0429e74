#pragma once

#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "async/coroutine.hpp"

namespace wheels::test {

/// Runs the work on a loop of its own and returns its result. A loop that runs dry while the work waits is
/// a deadlock: that fails the test at once instead of hanging it.
template <typename T>
T run_loop(asio::io_context& loop, awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr error;
    auto done = [&](std::exception_ptr e, T value) {
        error = e;
        if (!e) result = std::move(value);
    };
    asio::co_spawn(loop, std::move(work), done);
    loop.run();
    loop.restart();
    if (error) std::rethrow_exception(error);
    if (!result) throw std::logic_error("the loop ran dry: deadlock");
    return std::move(*result);
}

inline void run_loop(asio::io_context& loop, awaitable<void> work) {
    bool finished = false;
    std::exception_ptr error;
    auto done = [&](std::exception_ptr e) {
        error = e;
        finished = true;
    };
    asio::co_spawn(loop, std::move(work), done);
    loop.run();
    loop.restart();
    if (error) std::rethrow_exception(error);
    if (!finished) throw std::logic_error("the loop ran dry: deadlock");
}

}  // namespace wheels::test
