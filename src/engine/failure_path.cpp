#include "engine/failure_path.hpp"

#include <fmt/format.h>

#include <utility>

#include "async/supervised.hpp"
#include "commands/app.hpp"

namespace wheels::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds leftovers_limit{10};
constexpr seconds lock_limit{10};

}  // namespace

FailurePath::FailurePath(const Config& config, HostWork& work, DeployLock& lock, Hooks& hooks, Sink& sink)
    : config_(config), work_(work), lock_(lock), hooks_(hooks), sink_(sink) {}

void FailurePath::hurry() {
    hurried_ = true;
    if (cut_short_) cut_short_();
}

awaitable<void> FailurePath::run(std::vector<Leftover> leftovers,
                                 std::optional<commands::HookContext> hook,
                                 std::optional<seconds> hook_limit) {
    if (!hurried_ && !leftovers.empty()) {
        auto work = stop_leftovers(std::move(leftovers));
        co_await best_effort("stop the new containers", std::move(work), leftovers_limit,
                             Haste::may_be_cut_short);
    }
    if (lock_.may_be_ours()) {
        auto work = lock_.release();
        co_await best_effort("release the deploy lock", std::move(work), lock_limit,
                             Haste::runs_to_its_limit);
    }
    if (!hurried_ && hook) {
        auto work = hooks_.run_failure_hook(std::move(*hook));
        co_await best_effort("run post-deploy-failure", std::move(work), hook_limit, Haste::may_be_cut_short);
    }
}

awaitable<void> FailurePath::stop_leftovers(std::vector<Leftover> leftovers) {
    std::vector<Task> tasks;
    for (const auto& leftover : leftovers)
        tasks.emplace_back(leftover.host, stop_leftover(leftover.host, leftover.role));
    co_await join(std::move(tasks));
}

awaitable<void> FailurePath::stop_leftover(std::string host, const Role* role) {
    Sequence stop{commands::stop_new_container(config_, *role)};
    co_await work_.run(host, std::move(stop));
}

awaitable<void> FailurePath::best_effort(std::string what,
                                         awaitable<void> work,
                                         std::optional<seconds> limit,
                                         Haste haste) {
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    if (haste == Haste::may_be_cut_short) cut_short_ = [&supervised] { supervised.stop(); };
    std::optional<std::chrono::milliseconds> allowed;
    if (limit) allowed = *limit;
    auto error = co_await supervised.run(std::move(work), allowed);
    cut_short_ = nullptr;
    if (error) warn(what, error);
}

void FailurePath::warn(const std::string& what, const std::exception_ptr& error) {
    std::string cause;
    try {
        std::rethrow_exception(error);
    } catch (const Error& e) {
        cause = e.message();
    } catch (const std::system_error& e) {
        cause = e.code() == asio::error::operation_aborted ? "gave up" : e.what();
    } catch (const std::exception& e) {
        cause = e.what();
    }
    sink_.on_event(
        event::Notice{event::Notice::Level::warning, {}, fmt::format("could not {}: {}", what, cause)});
}

}  // namespace wheels::engine
