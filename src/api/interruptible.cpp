#include "api/interruptible.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "async/supervised.hpp"

namespace wheels::api {

awaitable<void> interruptible(awaitable<void> work, Interrupt& interrupt) {
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    auto on_request = [&supervised](int) { supervised.stop(); };
    auto on_cancelled = [&interrupt] { interrupt.request(ErrorKind::interrupted_int); };
    interrupt.listen(on_request);
    const auto error = co_await supervised.run(std::move(work), std::nullopt, on_cancelled);
    interrupt.listen(nullptr);
    if (const auto kind = interrupt.requested()) {
        throw Error(*kind,
                    *kind == ErrorKind::interrupted_int ? "interrupted by SIGINT" : "interrupted by SIGTERM");
    }
    if (error) std::rethrow_exception(error);
}

}  // namespace wheels::api
