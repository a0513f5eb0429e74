#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <exception>
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

/// A call on the loop: stop() reaches it by its number.
template <typename T>
struct Begun {
    std::uint32_t number;
    std::shared_future<void> end;
    std::future<T> result;
};

/// A loop with a thread of its own, and the calls that go on in it.
class Loop {
public:
    /// While it is there, a call can be stopped, and the loop goes on.
    class Reach {
    public:
        Reach(Loop& loop, std::uint32_t number, std::shared_ptr<Interrupt> with)
            : interrupt(std::move(with)), loop_(loop), number_(number) {}
        ~Reach() { loop_.forget(number_); }
        Reach(const Reach&) = delete;
        Reach& operator=(const Reach&) = delete;

        std::uint32_t number() const { return number_; }

        const std::shared_ptr<Interrupt> interrupt;

    private:
        Loop& loop_;
        std::uint32_t number_;
    };

    Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop();

    /// Stops what is under way and waits for it; nothing can be started any more. Meanwhile stop() is heard.
    /// Not on the loop's own thread. Nothing in another process.
    void close();

    /// For what is to be spawned. Throws Error{usage} after close(), and in another process.
    std::shared_ptr<Reach> reach();

    /// Starts the work on the loop. The future has its result, or what it threw.
    template <typename T>
    Begun<T> spawn(std::shared_ptr<Reach> reach, awaitable<T> work) {
        struct Ending {
            std::promise<T> result;
            std::promise<void> end;
        };
        auto ending = std::make_shared<Ending>();
        Begun<T> begun{reach->number(), ending->end.get_future().share(), ending->result.get_future()};
        auto ended = [ending](const std::exception_ptr& wrong, T result) {
            ending->end.set_value();  // first: whoever has the result knows that it has ended
            if (wrong) {
                ending->result.set_exception(wrong);
            } else {
                ending->result.set_value(std::move(result));
            }
        };
        asio::co_spawn(loop_, reachable(std::move(reach), std::move(work)), std::move(ended));
        return begun;
    }

    /// From any thread and from a signal handler. Without a number (0): everything that has begun before it
    /// is called. Nothing in another process.
    void stop(std::uint32_t number, ErrorKind kind) const noexcept;

    /// Whether this is a process that was forked from the one with the thread.
    bool is_elsewhere() const noexcept;
    /// Whether whoever waits here for the loop waits for ever.
    bool is_own_thread() const noexcept;
    /// Throws Error{usage} where nobody can wait for the loop.
    void check_wait() const;

private:
    template <typename T>
    static awaitable<T> reachable(std::shared_ptr<Reach> reach, awaitable<T> work) {
        // A callback that begins it is to have returned before it is called again.
        auto on = co_await this_coro::executor;
        co_await asio::post(on, use_awaitable);
        auto result = co_await std::move(work);
        reach.reset();
        co_return result;
    }

    void check_process() const;
    void forget(std::uint32_t number);
    void listen();
    void stop_one(std::uint32_t number, ErrorKind kind);
    void stop_everything(std::uint32_t up_to, ErrorKind kind);
    bool is_idle();
    std::shared_ptr<Interrupt> interrupt_of(std::uint32_t number);

    const pid_t process_;
    asio::io_context loop_{1};
    asio::executor_work_guard<asio::io_context::executor_type> keep_going_;
    asio::posix::stream_descriptor stops_;  ///< What stop() writes arrives here.
    UniqueFd to_stops_;
    std::uint64_t stop_{};
    std::atomic<std::uint32_t> last_number_ = 0;
    static_assert(std::atomic<std::uint32_t>::is_always_lock_free);  // signal handlers read it
    bool ending_ = false;                                            ///< On the loop's thread alone.
    std::mutex mutex_;                                               ///< For what follows.
    bool closed_ = false;
    std::map<std::uint32_t, std::shared_ptr<Interrupt>> interrupts_;
    std::mutex joining_;
    std::thread thread_;
    std::thread::id thread_id_;
    std::atomic<bool> joined_ = false;
};

}  // namespace wheels::blocking
