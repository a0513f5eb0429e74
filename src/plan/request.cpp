#include "wheels/request.hpp"

#include <utility>

#include "wheels/report.hpp"

namespace wheels {
Interrupt::Interrupt() = default;
Interrupt::~Interrupt() = default;

void Interrupt::request(ErrorKind kind) {
    const bool known = kind == ErrorKind::interrupted_int || kind == ErrorKind::interrupted_term ||
                       kind == ErrorKind::timed_out;
    if (!first_) first_ = known ? kind : ErrorKind::cancelled;
    ++count_;
    if (on_request_) on_request_(count_);
}

Request::Request() = default;
Request::Request(Verb what) : verb(std::move(what)) {}

bool builds(const Verb& verb) {
    return std::visit(
        [](const auto& each) {
            if constexpr (requires { each.builds(); }) {
                return each.builds();
            } else {
                return false;
            }
        },
        verb);
}

std::string_view to_string(RoleOutcome::State state) {
    switch (state) {
        case RoleOutcome::State::untouched: return "untouched";
        case RoleOutcome::State::pulled: return "pulled";
        case RoleOutcome::State::started: return "started";
        case RoleOutcome::State::shares: return "shares";
        case RoleOutcome::State::switched: return "switched";
        case RoleOutcome::State::old_stopped: return "old_stopped";
        case RoleOutcome::State::failed: return "failed";
        case RoleOutcome::State::unknown: return "unknown";
    }
    return "unknown";
}

}  // namespace wheels
