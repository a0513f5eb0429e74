#include "async/supervised.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "async/with_deadline.hpp"
#include "support/cancellable.hpp"
#include "support/gate.hpp"
#include "support/run_loop.hpp"

using namespace wheels;
using std::chrono::milliseconds;
using test::Cancellable;
using test::Gate;
using test::run_loop;
using test::run_ready;

namespace {

awaitable<void> fail() {
    throw std::runtime_error("broken");
    co_return;
}

awaitable<void> nothing() {
    co_return;
}

// Awaits the work as a supervisor does, and then comes to a further co_await.
awaitable<void> supervise(Supervised& supervised,
                          awaitable<void> work,
                          std::exception_ptr& error,
                          std::function<void()> on_cancelled = nullptr) {
    error = co_await supervised.run(std::move(work), std::nullopt, std::move(on_cancelled));
    co_await nothing();
}

}  // namespace

TEST_CASE("supervised work hands back its error and throws none") {
    asio::io_context loop;
    Supervised supervised(loop.get_executor());

    CHECK_FALSE(run_loop(loop, supervised.run(nothing())));
    CHECK_THROWS_WITH(std::rethrow_exception(run_loop(loop, supervised.run(fail()))), "broken");
    CHECK_FALSE(run_loop(loop, supervised.run(nothing())));
}

TEST_CASE("supervised work is cancelled when its time is up, and is still awaited") {
    asio::io_context loop;
    Supervised supervised(loop.get_executor());
    Gate never(loop.get_executor());

    const auto error = run_loop(loop, supervised.run(never.wait(), milliseconds(5)));

    REQUIRE(error);
    CHECK(detail::is_aborted(error));
}

TEST_CASE("what cancels the supervisor cancels its work, which may take its time") {
    asio::io_context loop;
    Supervised supervised(loop.get_executor());
    Gate gate(loop.get_executor());
    int cancellations = 0;
    std::exception_ptr error;
    Cancellable run(loop, supervise(supervised, gate.wait_stubbornly(cancellations), error));

    run_ready(loop);
    run.cancel();
    run_ready(loop);
    run.cancel();
    run_ready(loop);
    CHECK(cancellations == 2);
    CHECK_FALSE(run.ended());
    gate.open();
    run_ready(loop);

    CHECK_FALSE(error);
    CHECK(run.ended_as_cancelled());
}

TEST_CASE("a supervisor may decide otherwise when it is cancelled, every time") {
    asio::io_context loop;
    Supervised supervised(loop.get_executor());
    Gate gate(loop.get_executor());
    std::exception_ptr error;
    int asked = 0;
    auto count = [&asked] { ++asked; };
    Cancellable run(loop, supervise(supervised, gate.wait(), error, count));

    run_ready(loop);
    run.cancel();
    run_ready(loop);
    run.cancel();
    run_ready(loop);
    CHECK(asked == 2);
    gate.open();
    run_ready(loop);

    CHECK(run.ended());
    CHECK_FALSE(error);
}

TEST_CASE("stop() cancels the work and not the supervisor") {
    asio::io_context loop;
    Supervised supervised(loop.get_executor());
    Gate never(loop.get_executor());
    std::exception_ptr error;
    Cancellable run(loop, supervise(supervised, never.wait(), error));

    run_ready(loop);
    supervised.stop();
    run_ready(loop);
    supervised.stop();  // nothing is running any more

    REQUIRE(run.ended());
    CHECK_FALSE(run.error());
    REQUIRE(error);
    CHECK(detail::is_aborted(error));
}

TEST_CASE("a limit may come, and come earlier, while the work is running") {
    for (const bool had_limit : {false, true}) {
        asio::io_context loop;
        Supervised supervised(loop.get_executor());
        Gate never(loop.get_executor());
        auto shorten = [&] { supervised.stop_after(milliseconds(5)); };
        asio::post(loop, [&] { asio::post(loop, shorten); });
        std::optional<milliseconds> limit;
        if (had_limit) limit = std::chrono::hours(1);

        const auto error = run_loop(loop, supervised.run(never.wait(), limit));

        REQUIRE(error);
        CHECK(detail::is_aborted(error));
    }
}

TEST_CASE("a Supervised may go away while its io_context is destroyed in mid-run") {
    auto token = std::make_shared<int>(1);
    auto supervised_inside = [](std::shared_ptr<int> held, Gate& gate) -> awaitable<void> {
        Supervised inner(co_await this_coro::executor);
        auto work = gate.wait();
        co_await inner.run(std::move(work));
        ++*held;
    };
    auto loop = std::make_unique<asio::io_context>();
    auto gate = std::make_unique<Gate>(loop->get_executor());
    Cancellable run(*loop, supervised_inside(token, *gate));
    run_ready(*loop);

    gate.reset();
    loop.reset();

    CHECK_FALSE(run.ended());
    CHECK(token.use_count() == 1);
}
