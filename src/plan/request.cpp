#include "wheels/request.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "wheels/report.hpp"

namespace wheels {
namespace {

bool skips_push(const verb::Deploy& deploy) {
    return deploy.skip_push;
}
bool skips_push(const verb::Redeploy& redeploy) {
    return redeploy.skip_push;
}
bool skips_push(const verb::Setup& setup) {
    return setup.skip_push;
}

}  // namespace

Interrupt::Interrupt() = default;
Interrupt::~Interrupt() = default;

void Interrupt::request(ErrorKind kind) {
    if (!first_) first_ = kind;
    ++count_;
    if (on_request_) on_request_(count_);
}

Request::Request() = default;
Request::Request(Verb what) : verb(std::move(what)) {}

bool builds(const Verb& verb) {
    return std::visit(
        [](const auto& each) {
            using Each = std::decay_t<decltype(each)>;
            if constexpr (requires { skips_push(each); }) {
                return !skips_push(each);
            } else {
                return std::is_same_v<Each, verb::BuildPush> || std::is_same_v<Each, verb::BuildDeliver> ||
                       std::is_same_v<Each, verb::BuildDev>;
            }
        },
        verb);
}

std::string_view to_string(RoleOutcome::State state) {
    switch (state) {
        case RoleOutcome::State::untouched: return "untouched";
        case RoleOutcome::State::pulled: return "pulled";
        case RoleOutcome::State::started: return "started";
        case RoleOutcome::State::switched: return "switched";
        case RoleOutcome::State::old_stopped: return "old_stopped";
        case RoleOutcome::State::failed: return "failed";
        case RoleOutcome::State::unknown: return "unknown";
    }
    return "unknown";
}

std::size_t Report::failed_hosts() const {
    std::set<std::string_view> failed;
    for (const auto& failure : failures) failed.insert(failure.host);
    return failed.size();
}

}  // namespace wheels
