#include <map>
#include <memory>
#include <utility>

#include "async/coroutine.hpp"
#include "wheels/testing.hpp"

namespace wheels::testing {
namespace {

using Timer = asio::steady_timer;

// So often everybody else gets a turn before time passes. What goes on between two pauses of a run are a few
// handlers that follow from each other; with fakes none of them waits for anything real.
constexpr int turns = 200;

const auto epoch = std::chrono::system_clock::time_point(std::chrono::seconds(1767225600));  // 2026-01-01

}  // namespace

struct VirtualClock::State {
    std::chrono::milliseconds elapsed{0};
    std::multimap<std::chrono::milliseconds, std::shared_ptr<Timer>> sleepers;  ///< By when they are woken.
    bool passing = false;
    int quiet_turns = 0;

    /// Gives everybody a turn, and wakes the next sleeper when nobody has gone to sleep for a while.
    static void pass(const std::shared_ptr<State>& state, const executor& on) {
        // A loop may be destroyed with it: then nobody is passing any more.
        auto turn = std::make_unique<Turn>(state);
        asio::post(on, [state, on, turn = std::move(turn)] {
            turn->taken = true;
            if (++state->quiet_turns >= turns) state->wake_next();
            state->passing = !state->sleepers.empty();
            if (state->passing) pass(state, on);
        });
    }

    struct Turn {
        explicit Turn(std::shared_ptr<State> of) : state(std::move(of)) {}
        ~Turn() {
            if (!taken) state->passing = false;
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        std::shared_ptr<State> state;
        bool taken = false;
    };

    void wake_next() {
        quiet_turns = 0;
        if (sleepers.empty()) return;
        const auto next = sleepers.begin();
        elapsed = next->first;
        const auto timer = next->second;
        sleepers.erase(next);
        timer->cancel();
    }

    void forget(const std::shared_ptr<Timer>& timer) {
        std::erase_if(sleepers, [&](const auto& each) { return each.second == timer; });
    }
};

namespace {

/// A sleeper; it is gone from the list however its wait ends.
template <typename State>
class Sleeper {
public:
    Sleeper(std::shared_ptr<State> state, std::shared_ptr<Timer> timer)
        : state_(std::move(state)), timer_(std::move(timer)) {}
    ~Sleeper() { state_->forget(timer_); }
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;

    bool sleeps() const {
        for (const auto& [until, timer] : state_->sleepers) {
            if (timer == timer_) return true;
        }
        return false;
    }

private:
    std::shared_ptr<State> state_;
    std::shared_ptr<Timer> timer_;
};

template <typename State>
awaitable<void> sleep_until(std::shared_ptr<State> state, std::chrono::milliseconds until) {
    auto on = co_await this_coro::executor;
    auto timer = std::make_shared<Timer>(on, Timer::time_point::max());
    state->sleepers.emplace(until, timer);
    state->quiet_turns = 0;
    if (!std::exchange(state->passing, true)) State::pass(state, on);
    const Sleeper<State> sleeper(state, timer);
    asio::error_code woken;
    co_await timer->async_wait(redirect_error(use_awaitable, woken));
    if (sleeper.sleeps()) throw std::system_error(asio::error::operation_aborted);
}

}  // namespace

VirtualClock::VirtualClock() : state_(std::make_shared<State>()) {}
VirtualClock::~VirtualClock() = default;

std::chrono::system_clock::time_point VirtualClock::now() const {
    return epoch + state_->elapsed;
}

std::chrono::steady_clock::time_point VirtualClock::ticks() const {
    return std::chrono::steady_clock::time_point(state_->elapsed);
}

awaitable<void> VirtualClock::sleep(std::chrono::milliseconds time) {
    return sleep_until(state_, state_->elapsed + std::max(time, std::chrono::milliseconds(0)));
}

void VirtualClock::stir() {
    state_->quiet_turns = 0;
}

std::chrono::milliseconds VirtualClock::elapsed() const {
    return state_->elapsed;
}

}  // namespace wheels::testing
