#include "testing/waiting.hpp"

#include "async/coroutine.hpp"

namespace wheels::testing {

awaitable<bool> take_time(const Reply::Rule& rule,
                          VirtualClock* clock,
                          std::optional<std::chrono::milliseconds> limit) {
    const bool late = limit && (rule.hangs || (rule.time && *rule.time > *limit));
    if (clock == nullptr || (rule.hangs && !limit)) {
        if (!rule.hangs) co_return true;
        asio::steady_timer never(co_await this_coro::executor, asio::steady_timer::time_point::max());
        co_await never.async_wait(use_awaitable);
    }
    if (late) co_await clock->sleep(*limit);
    if (!late && rule.time) co_await clock->sleep(*rule.time);
    co_return !late;
}

}  // namespace wheels::testing
