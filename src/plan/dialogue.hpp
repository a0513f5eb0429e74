#pragma once

#include <chrono>
#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "plan/barrier.hpp"
#include "plan/place.hpp"
#include "wheels/command.hpp"
#include "wheels/console.hpp"
#include "wheels/exec_result.hpp"

/// What one place is told, and what follows from its answers, without anybody who does it: a dialogue is a
/// coroutine that stops wherever it needs something, and goes on when it is given that. The engine gives it
/// the answers of hosts; a test, those that it wants. It knows no loop, no socket and no clock.
namespace wheels::plan {

/// To run these commands at the place of the dialogue.
struct Tell {
    explicit Tell(Sequence what) : sequence(std::move(what)) {}
    Sequence sequence;
};
/// To run a command there whose streams lead to this endpoint, which outlives the demand.
struct Talk {
    Talk(Command what, Endpoint& with) : command(std::move(what)), endpoint(&with) { command.talks = true; }
    Command command;
    Endpoint* endpoint;
};
/// To connect to the place, or to look whether another one can be logged in to.
struct Connect {
    explicit Connect(std::optional<Place> to) : other(std::move(to)) {}
    std::optional<Place> other;
};
/// To begin a new session with the place: what changed about its user counts from then on.
struct Reconnect {};
struct Pause {
    explicit Pause(std::chrono::milliseconds how_long) : time(how_long) {}
    std::chrono::milliseconds time;
};
struct Await {
    explicit Await(Barrier& what) : barrier(&what) {}
    Barrier* barrier;
};

/// What a dialogue needs before it goes on.
using Demand = std::variant<Tell, Talk, Connect, Reconnect, Pause, Await>;

template <typename T = void>
class Dialogue;

namespace detail {

/// What the coroutines of one conversation share: what is wanted now, and what was given.
struct Exchange {
    std::coroutine_handle<> speaker;  ///< The innermost one, which waits.
    std::optional<Demand> demand;
    std::vector<ExecResult> results;
    std::exception_ptr error;
};

struct PromiseBase {
    Exchange* exchange = nullptr;
    std::coroutine_handle<> caller;
    std::exception_ptr error;

    struct Final {
        bool await_ready() noexcept { return false; }
        template <typename Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> ended) noexcept {
            const auto next = ended.promise().caller;
            if (next) return next;
            return std::noop_coroutine();
        }
        void await_resume() noexcept {}
    };

    std::suspend_always initial_suspend() noexcept { return {}; }
    Final final_suspend() noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <typename T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Dialogue<T> get_return_object();
    void return_value(T given) { value = std::move(given); }
    T result() {
        if (error) std::rethrow_exception(error);
        return std::move(*value);
    }
};

template <>
struct Promise<void> : PromiseBase {
    Dialogue<void> get_return_object();
    void return_void() {}
    void result() const {
        if (error) std::rethrow_exception(error);
    }
};

/// `co_await` of a demand.
class Wanting {
public:
    explicit Wanting(Demand demand) : demand_(std::move(demand)) {}

    bool await_ready() noexcept { return false; }
    template <typename Promise>
    void await_suspend(std::coroutine_handle<Promise> speaker) {
        auto& exchange = *speaker.promise().exchange;
        exchange.speaker = speaker;
        exchange.demand = std::move(demand_);
        exchange_ = &exchange;
    }
    std::vector<ExecResult> await_resume() {
        if (auto error = std::exchange(exchange_->error, nullptr)) std::rethrow_exception(error);
        return std::move(exchange_->results);
    }

private:
    Demand demand_;
    Exchange* exchange_ = nullptr;
};

}  // namespace detail

/// A dialogue, or a part of one that gives a T back to the part that awaits it. Nothing of it happens before
/// that. What it throws, the other part is thrown.
template <typename T>
class [[nodiscard]] Dialogue {
public:
    using promise_type = detail::Promise<T>;

    explicit Dialogue(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
    Dialogue(Dialogue&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
    Dialogue& operator=(Dialogue&& other) noexcept {
        std::swap(frame_, other.frame_);
        return *this;
    }
    ~Dialogue() {
        if (frame_) frame_.destroy();
    }

    struct Part {
        std::coroutine_handle<promise_type> frame;
        bool await_ready() noexcept { return false; }
        template <typename Promise>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> caller) noexcept {
            frame.promise().exchange = caller.promise().exchange;
            frame.promise().caller = caller;
            return frame;
        }
        T await_resume() { return frame.promise().result(); }
    };
    Part operator co_await() && noexcept { return {frame_}; }

private:
    friend class Conversation;
    std::coroutine_handle<promise_type> frame_;
};

template <typename T>
Dialogue<T> detail::Promise<T>::get_return_object() {
    return Dialogue<T>(std::coroutine_handle<Promise>::from_promise(*this));
}
inline Dialogue<void> detail::Promise<void>::get_return_object() {
    return Dialogue<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

/// A dialogue that goes on, for whoever gives it what it needs.
class Conversation {
public:
    /// Begins it: up to its first demand, or to its end.
    explicit Conversation(Dialogue<> dialogue);
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;

    /// What it needs now; null when it has ended. Valid until it is given that.
    const Demand* demand() const { return exchange_.demand ? &*exchange_.demand : nullptr; }
    /// What a Tell was answered; nothing for other demands.
    void answer(std::vector<ExecResult> results = {});
    /// It could not be had. The dialogue is thrown this, and may go on all the same.
    void fail(std::exception_ptr error);
    /// Throws what the dialogue threw. To be called once it has ended.
    void finish() { dialogue_.frame_.promise().result(); }

private:
    void go_on();

    detail::Exchange exchange_;
    Dialogue<> dialogue_;
};

// What a dialogue says, as in `const auto results = co_await tell(std::move(sequence));`

/// The results of all commands that ran, in order. Throws Error with one Failure when a checked one failed,
/// or the place went away. An empty sequence is answered at once by nothing.
Dialogue<std::vector<ExecResult>> tell(Sequence sequence);
/// The one of a single command.
Dialogue<ExecResult> tell(Command command);
/// How it ended; whatever its status, that is a value. Throws as tell().
Dialogue<ExecResult> talk(Command command, Endpoint& endpoint);
/// Throws Error{connect, unknown_host, authentication, host_key}.
inline detail::Wanting connect(std::optional<Place> other = std::nullopt) {
    return detail::Wanting(Connect(std::move(other)));
}
inline detail::Wanting reconnect() {
    return detail::Wanting(Reconnect());
}
inline detail::Wanting pause(std::chrono::milliseconds time) {
    return detail::Wanting(Pause(time));
}
/// True once the barrier is open, false when it was closed.
Dialogue<bool> is_opened(Barrier& barrier);

}  // namespace wheels::plan
