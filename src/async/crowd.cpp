#include "async/crowd.hpp"

#include <exception>
#include <list>
#include <memory>
#include <utility>

#include "async/with_deadline.hpp"

namespace wheels {
namespace {

// Owned by the completion handlers as well: an embedder may destroy the io_context in mid-run.
struct Crowd {
    struct Member {
        asio::cancellation_signal signal;
        bool ended = false;
    };

    explicit Crowd(executor e) : on(std::move(e)), wake(on, asio::steady_timer::time_point::max()) {}

    static void start(const std::shared_ptr<Crowd>& self, Task task) {
        std::erase_if(self->members, [](const Member& member) { return member.ended; });
        auto member = self->members.emplace(self->members.end());
        ++self->running;
        auto on_done = [self, member](std::exception_ptr error) {
            // Not taken off the list here: its signal may be the one that is being emitted.
            member->ended = true;
            --self->running;
            // What ends because it was cancelled is no cause, whatever it throws.
            const bool first = error && !self->error && !self->cancelled;
            if (first && !detail::is_aborted(error)) self->error = error;
            self->wake.cancel();
        };
        asio::co_spawn(self->on, std::move(task.work),
                       asio::bind_cancellation_slot(member->signal.slot(), std::move(on_done)));
    }

    void cancel() {
        cancelled = true;
        for (auto& member : members) {
            if (!member.ended) member.signal.emit(asio::cancellation_type::terminal);
        }
    }

    executor on;
    asio::steady_timer wake;
    std::list<Member> members;
    std::size_t running = 0;
    bool cancelled = false;
    std::exception_ptr error;
};

// Also when it is cancelled: the caller looks.
awaitable<void> until_one_ended(std::shared_ptr<Crowd> crowd) {
    asio::error_code ignored;
    co_await crowd->wake.async_wait(redirect_error(use_awaitable, ignored));
}

}  // namespace

awaitable<void> run_as_they_come(Arrivals& arrivals, std::size_t limit) {
    auto crowd = std::make_shared<Crowd>(co_await this_coro::executor);
    std::exception_ptr no_more;
    try {
        for (;;) {
            while (crowd->running >= limit) co_await until_one_ended(crowd);
            auto task = co_await arrivals.next();
            Crowd::start(crowd, std::move(task));
        }
    } catch (...) {
        no_more = std::current_exception();
    }
    const bool throws = co_await this_coro::throw_if_cancelled();
    co_await this_coro::throw_if_cancelled(false);
    crowd->cancel();
    while (crowd->running != 0) {
        co_await until_one_ended(crowd);
        const auto state = co_await this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) crowd->cancel();
    }
    co_await this_coro::throw_if_cancelled(throws);
    if (crowd->error) std::rethrow_exception(crowd->error);
    std::rethrow_exception(no_more);
}

}  // namespace wheels
