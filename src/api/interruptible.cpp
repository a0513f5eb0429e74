#include "api/interruptible.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "async/beside.hpp"
#include "async/supervised.hpp"
#include "async/with_deadline.hpp"
#include "base/longest_wait.hpp"
#include "engine/interruption.hpp"

namespace wheels::api {

PassedOn::PassedOn(Interrupt* from, Interrupt& to) : from_(from) {
    if (from == nullptr) return;
    if (from->is_listened_to())
        throw Error(ErrorKind::usage, "another call that is under way has this Interrupt",
                    "Make one for each run.");
    if (const auto kind = from->requested()) to.request(*kind);
    from->listen([from, &to](int) { to.request(*from->requested()); });
}

PassedOn::~PassedOn() {
    if (from_ != nullptr) from_->listen(nullptr);
}

awaitable<void> interruptible(awaitable<void> work, Interrupt& interrupt) {
    if (const auto kind = interrupt.requested()) throw engine::interruption(*kind);
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    auto on_request = [&supervised](int) { supervised.stop(); };
    auto on_cancelled = [&interrupt] { interrupt.request(ErrorKind::cancelled); };
    interrupt.listen(on_request);
    const auto error = co_await supervised.run(std::move(work), std::nullopt, on_cancelled);
    interrupt.listen(nullptr);
    if (const auto kind = interrupt.requested()) throw engine::interruption(*kind);
    if (error) std::rethrow_exception(error);
}

awaitable<void> limited(awaitable<void> work, Limits limits, Clock* clock) {
    Interrupt interrupt;
    const PassedOn passed_on(limits.interrupt, interrupt);
    if (limits.deadline) work = beside(watch_deadline(*limits.deadline, interrupt, clock), std::move(work));
    co_await interruptible(std::move(work), interrupt);
}

awaitable<void> watch_deadline(std::chrono::milliseconds time, Interrupt& interrupt, Clock* clock) {
    const auto wait = std::min<std::chrono::milliseconds>(time, longest_wait);
    auto sleeping = clock != nullptr ? clock->sleep(wait) : sleep_for(wait);
    co_await std::move(sleeping);
    // The second request would end the failure path, too.
    if (!interrupt.requested()) interrupt.request(ErrorKind::timed_out);
}

std::chrono::steady_clock::time_point ticks_of(const Clock* clock) {
    return clock != nullptr ? clock->ticks() : std::chrono::steady_clock::now();
}

}  // namespace wheels::api
