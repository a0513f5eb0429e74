#pragma once

#include <cstdint>
#include <future>
#include <list>
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

    /// The same for what has no Interrupt: when everything is stopped, it is cancelled.
    template <typename T>
    std::future<T> spawn_cancellable(awaitable<T> work) {
        auto signal = std::make_shared<asio::cancellation_signal>();
        auto slot = signal->slot();
        return asio::co_spawn(loop_, listed(std::move(work), std::move(signal)),
                              asio::bind_cancellation_slot(slot, asio::use_future));
    }

    /// An Interrupt that stop(number) reaches, until it is forgotten.
    std::pair<std::uint32_t, std::shared_ptr<Interrupt>> new_interrupt();
    void forget(std::uint32_t number);

    /// From any thread and from a signal handler. Without a number (0): everything.
    void stop(std::uint32_t number, ErrorKind kind) const noexcept;

private:
    using Signals = std::list<std::shared_ptr<asio::cancellation_signal>>;

    /// While it is there, stop_everything() reaches the signal.
    class Listed {
    public:
        Listed(Signals& signals, std::shared_ptr<asio::cancellation_signal> signal)
            : signals_(signals), signal_(std::move(signal)) {
            signals_.push_back(signal_);
        }
        ~Listed() { signals_.remove(signal_); }
        Listed(const Listed&) = delete;
        Listed& operator=(const Listed&) = delete;

    private:
        Signals& signals_;
        std::shared_ptr<asio::cancellation_signal> signal_;
    };

    template <typename T>
    awaitable<T> listed(awaitable<T> work, std::shared_ptr<asio::cancellation_signal> signal) {
        const Listed reachable(signals_, std::move(signal));
        auto result = co_await std::move(work);
        co_return result;
    }

    void listen();
    void stop_now(std::uint32_t number, ErrorKind kind);
    void stop_everything(ErrorKind kind);
    std::shared_ptr<Interrupt> interrupt_of(std::uint32_t number);

    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep_going_;
    asio::posix::stream_descriptor stops_;  ///< What stop() writes arrives here.
    UniqueFd to_stops_;
    std::uint64_t stop_{};
    bool closing_ = false;
    Signals signals_;   ///< On the loop's thread alone.
    std::mutex mutex_;  ///< For what follows.
    std::uint32_t last_number_ = 0;
    std::map<std::uint32_t, std::shared_ptr<Interrupt>> interrupts_;
    std::thread thread_;
};

}  // namespace wheels::blocking
