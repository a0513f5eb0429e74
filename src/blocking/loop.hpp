#pragma once

#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "async/coroutine.hpp"
#include "base/unique_fd.hpp"
#include "wheels/request.hpp"

namespace wheels::blocking {

/// A loop with a thread of its own, and the runs that go on in it.
class Loop {
public:
    Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop();

    /// Stops what is under way and waits for it; nothing can be started any more. Not on the loop's own
    /// thread.
    void close();

    /// Starts the work on the loop. The future has its result, or what it threw.
    template <typename T>
    std::future<T> spawn(awaitable<T> work) {
        return asio::co_spawn(loop_, std::move(work), asio::use_future);
    }

    /// An Interrupt that stop(number) reaches, until it is forgotten.
    std::pair<std::uint32_t, std::shared_ptr<Interrupt>> new_interrupt();
    void forget(std::uint32_t number);

    /// From any thread and from a signal handler.
    void stop(std::uint32_t number, ErrorKind kind) const noexcept;

private:
    void listen();
    void stop_now(std::uint32_t number, ErrorKind kind);
    void stop_everything();
    std::shared_ptr<Interrupt> interrupt_of(std::uint32_t number);

    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep_going_;
    asio::posix::stream_descriptor stops_;  ///< What stop() writes arrives here.
    UniqueFd to_stops_;
    std::uint64_t stop_{};
    std::mutex mutex_;  ///< For what follows.
    std::uint32_t last_number_ = 0;
    std::map<std::uint32_t, std::shared_ptr<Interrupt>> interrupts_;
    std::thread thread_;
};

}  // namespace wheels::blocking
