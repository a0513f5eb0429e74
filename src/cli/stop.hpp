#pragma once

#include <functional>
#include <optional>
#include <utility>

#include "async/coroutine.hpp"
#include "wheels/error.hpp"
#include "wheels/request.hpp"

namespace wheels::cli {

/// What work ends with that a signal has ended: interrupted_int or interrupted_term.
inline Error interruption(ErrorKind kind) {
    return Error(kind,
                 kind == ErrorKind::interrupted_int ? "interrupted by SIGINT" : "interrupted by SIGTERM");
}

/// What a signal does: a deploy is asked to stop and cleans up behind itself, anything else is cancelled.
class Stop {
public:
    /// `give_up` is called at the second request while nothing is there that could be cleaned up.
    explicit Stop(std::function<void(ErrorKind)> give_up) : give_up_(std::move(give_up)) {}

    void request(ErrorKind kind) {
        const bool again = kind_.has_value();
        if (!again) kind_ = kind;
        if (deploying_) {
            interrupt_.request(kind);
        } else if (again) {
            give_up_(*kind_);
        } else {
            cancel_.emit(asio::cancellation_type::terminal);
        }
    }
    std::optional<ErrorKind> requested() const { return kind_; }
    asio::cancellation_slot slot() { return cancel_.slot(); }

    /// From now on the deploy that is given this is asked.
    Interrupt& interrupt_of_deploy() {
        deploying_ = true;
        return interrupt_;
    }

    /// It has ended, and what comes now is cancelled again.
    void deploy_ended() { deploying_ = false; }

private:
    std::function<void(ErrorKind)> give_up_;
    asio::cancellation_signal cancel_;
    Interrupt interrupt_;
    std::optional<ErrorKind> kind_;
    bool deploying_ = false;
};

}  // namespace wheels::cli
