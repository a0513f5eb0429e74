#include "engine/failure_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "async/run_all.hpp"
#include "async/supervised.hpp"
#include "plan/phases/lock.hpp"
#include "plan/phases/retire.hpp"

namespace wheels::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds step_limit{8000};
constexpr milliseconds shortest{1000};
constexpr milliseconds lock_needs{4000};
// SIGTERM, SIGKILL and the linger of the pipe, see docs/hooks.md.
constexpr milliseconds hook_shutdown{6500};
constexpr milliseconds hook_needs = shortest + hook_shutdown;
constexpr milliseconds moment{500};  // between SIGTERM and SIGKILL when somebody is in a hurry

}  // namespace

FailurePath::FailurePath(plan::RunState& run, Interpreter& interpreter, HookRunner& hooks)
    : run_(run), interpreter_(interpreter), hooks_(hooks) {}

void FailurePath::end_by(steady_clock::time_point deadline) {
    deadline_ = deadline;
    if (limit_anew_) limit_anew_();
}

void FailurePath::hurry() {
    hurried_ = true;
    if (cut_short_) cut_short_();
}

awaitable<void> FailurePath::run(std::optional<commands::HookContext> hook) {
    auto leftovers = run_.ledger.leftovers();
    if (!hurried_ && !leftovers.empty()) {
        Limit limit{step_limit, lock_needs + hook_needs};
        auto work = stop_leftovers(std::move(leftovers));
        co_await best_effort("stop the new containers", std::move(work), limit, Haste::may_be_cut_short);
    }
    if (run_.lock.may_be_ours()) {
        Limit limit{step_limit, hook_needs};
        auto host = plan::on_host(run_.config.primary_host());
        auto work = interpreter_.hold(std::move(host), plan::release_own_lock(run_));
        co_await best_effort("release the deploy lock", std::move(work), limit, Haste::runs_to_its_limit);
    }
    if (!hurried_ && hook) {
        Limit limit{std::nullopt, hook_shutdown};
        auto work = hooks_.run_failure_hook(std::move(*hook));
        co_await best_effort("run post-deploy-failure to its end", std::move(work), limit,
                             Haste::may_be_cut_short);
    }
}

awaitable<void> FailurePath::stop_leftovers(std::vector<plan::Leftover> leftovers) {
    std::vector<Task> tasks;
    for (const auto& leftover : leftovers) {
        auto host = plan::on_host(leftover.host);
        auto work = interpreter_.hold(std::move(host), plan::stop_leftover(run_, leftover));
        tasks.emplace_back(leftover.host, std::move(work));
    }
    const auto count = tasks.size();
    const auto outcomes = co_await run_all(std::move(tasks), count, OnFailure::run_all);
    for (const auto& outcome : outcomes) {
        if (outcome.error) warn("stop the new container", outcome.error, outcome.label);
    }
}

awaitable<void> FailurePath::best_effort(std::string what, awaitable<void> work, Limit limit, Haste haste) {
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    if (haste == Haste::may_be_cut_short) {
        cut_short_ = [&supervised] {
            supervised.stop();
            supervised.stop_after(moment);
        };
    }
    limit_anew_ = [this, &supervised, &limit] { supervised.stop_after(*allowed(limit)); };
    auto error = co_await supervised.run(std::move(work), allowed(limit));
    cut_short_ = nullptr;
    limit_anew_ = nullptr;
    if (error) warn(what, error, {});
}

std::optional<milliseconds> FailurePath::allowed(const Limit& limit) const {
    if (!deadline_) return limit.longest;
    const auto left = std::chrono::duration_cast<milliseconds>(*deadline_ - steady_clock::now());
    const auto mine = std::max(shortest, left - limit.left_for_others);
    return limit.longest ? std::min(*limit.longest, mine) : mine;
}

void FailurePath::warn(const std::string& what, const std::exception_ptr& error, const std::string& host) {
    std::string cause;
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        cause = e.message();
    } catch (const std::system_error& e) {
        cause = e.code() == asio::error::operation_aborted ? "it was cut short" : e.what();
    } catch (const std::exception& e) {
        cause = e.what();
    } catch (...) {
        cause = "for a reason that nobody knows";
    }
    run_.warn(host, fmt::format("could not {}: {}", what, cause));
}

}  // namespace wheels::engine
