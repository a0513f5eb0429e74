#include "async/run_all.hpp"

#include <list>
#include <memory>
#include <utility>

namespace wheels {
namespace {

// Owned by the completion handlers as well: an embedder may destroy the io_context in mid-run.
struct Group {
    struct Child {
        explicit Child(Task t) : task(std::move(t)) { outcome.label = task.label; }
        Task task;
        asio::cancellation_signal signal;
        Outcome outcome;
    };

    Group(executor e, std::size_t l, OnFailure p)
        : on(std::move(e)), limit(l), policy(p), wake(on, asio::steady_timer::time_point::max()) {}

    static void start_ready(const std::shared_ptr<Group>& self) {
        while (!self->closed && self->next != self->children.end() && self->running < self->limit) {
            auto child = self->next++;
            ++self->running;
            auto on_done = [self, child](std::exception_ptr error) { finished(self, *child, error); };
            asio::co_spawn(self->on, std::move(child->task.work),
                           asio::bind_cancellation_slot(child->signal.slot(), std::move(on_done)));
        }
    }

    static void finished(const std::shared_ptr<Group>& self, Child& child, std::exception_ptr error) {
        child.outcome.kind = error ? Outcome::Kind::failed : Outcome::Kind::done;
        child.outcome.error = error;
        if (error) child.outcome.failed_as = ++self->failures;
        --self->running;
        const bool first = child.outcome.failed_as == 1;
        if (first && self->policy == OnFailure::cancel_siblings) self->cancel();
        start_ready(self);
        if (self->running == 0) self->wake.cancel();
    }

    // Once more for every cancellation of the caller: a task that cleans up may take the second one as "at
    // once".
    void cancel() {
        closed = true;
        for (auto& child : children) child.signal.emit(asio::cancellation_type::terminal);
    }

    executor on;
    std::size_t limit;
    OnFailure policy;
    asio::steady_timer wake;
    std::list<Child> children;
    std::list<Child>::iterator next;
    std::size_t running = 0;
    std::size_t failures = 0;
    bool closed = false;
};

}  // namespace

awaitable<std::vector<Outcome>> run_all(std::vector<Task> tasks, std::size_t limit, OnFailure policy) {
    auto group = std::make_shared<Group>(co_await this_coro::executor, limit == 0 ? 1 : limit, policy);
    for (auto& task : tasks) group->children.emplace_back(std::move(task));
    group->next = group->children.begin();

    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    const auto before = (co_await this_coro::cancellation_state).cancelled();
    Group::start_ready(group);
    // Children run to where they first wait while they are started: what cancels us from there finds nobody
    // waiting.
    const auto after = (co_await this_coro::cancellation_state).cancelled();
    if (after != before) group->cancel();
    while (group->running != 0) {
        asio::error_code ignored;
        co_await group->wake.async_wait(redirect_error(use_awaitable, ignored));
        auto state = co_await this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) group->cancel();
    }
    co_await this_coro::throw_if_cancelled(throws);

    std::vector<Outcome> outcomes;
    outcomes.reserve(group->children.size());
    for (auto& child : group->children) outcomes.push_back(std::move(child.outcome));
    co_return outcomes;
}

void rethrow_first(const std::vector<Outcome>& outcomes) {
    for (const auto& outcome : outcomes) {
        if (outcome.failed_as == 1) std::rethrow_exception(outcome.error);
    }
}

}  // namespace wheels
