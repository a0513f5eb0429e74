#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace wheels::plan {

/// Holds the other roles back until the first container of the primary role is healthy.
///
/// Decided once: the first host of the primary role to become healthy opens it, the first to fail closes
/// it (Kamal 2.12: cli/healthcheck/barrier.rb). One thread only.
class Barrier {
public:
    void open() { decide(State::open); }
    void close() { decide(State::closed); }

    bool decided() const { return state_ != State::undecided; }
    bool is_open() const { return state_ == State::open; }

    /// For whoever carries the dialogues out: called once, when it is decided. Not called any more when it is
    /// decided already.
    void when_decided(std::function<void()> tell) { waiting_.push_back(std::move(tell)); }

private:
    enum class State { undecided, open, closed };

    void decide(State state) {
        if (decided()) return;
        state_ = state;
        for (const auto& tell : std::exchange(waiting_, {})) tell();
    }

    State state_ = State::undecided;
    std::vector<std::function<void()>> waiting_;
};

}  // namespace wheels::plan
