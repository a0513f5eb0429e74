#include "async/with_deadline.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "async/shielded.hpp"
#include "support/cancellable.hpp"
#include "support/gate.hpp"
#include "support/run_loop.hpp"

using namespace wheels;
using std::chrono::hours;
using std::chrono::milliseconds;
using test::Cancellable;
using test::Gate;
using test::run_loop;
using test::run_ready;

namespace {

awaitable<std::string> answer() {
    co_return "answer";
}

awaitable<std::string> fail() {
    throw std::runtime_error("broken");
    co_return "";
}

awaitable<bool> wait_for(Gate& gate) {
    co_await gate.wait();
    co_return true;
}

// Swallows its cancellation and answers all the same.
awaitable<bool> answer_late(Gate& gate) {
    int cancellations = 0;
    co_await this_coro::throw_if_cancelled(false);
    asio::steady_timer timer(co_await this_coro::executor, hours(1));
    asio::error_code woken;
    co_await timer.async_wait(redirect_error(use_awaitable, woken));
    co_await gate.wait_stubbornly(cancellations);
    co_return true;
}

awaitable<void> keep(awaitable<bool> work, milliseconds limit, std::optional<std::optional<bool>>& result) {
    auto value = co_await with_deadline(std::move(work), limit);
    result = value;
}

}  // namespace

TEST_CASE("within the deadline the result comes back, or the error") {
    asio::io_context loop;

    CHECK(run_loop(loop, with_deadline(answer(), hours(1))) == "answer");
    CHECK_THROWS_WITH(run_loop(loop, with_deadline(fail(), hours(1))), "broken");
}

TEST_CASE("past the deadline the work is cancelled, and the result is empty") {
    asio::io_context loop;
    Gate never(loop.get_executor());

    CHECK_FALSE(run_loop(loop, with_deadline(wait_for(never), milliseconds(5))).has_value());
    CHECK_FALSE(run_loop(loop, with_deadline(wait_for(never), milliseconds(0))).has_value());
}

TEST_CASE("work that answers although its time was up has answered") {
    asio::io_context loop;
    Gate gate(loop.get_executor());
    gate.open();

    CHECK(run_loop(loop, with_deadline(answer_late(gate), milliseconds(1))) == true);
}

TEST_CASE("the caller's cancellation is passed on, and thrown when the work has ended") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    std::optional<std::optional<bool>> result;
    Cancellable run(loop, keep(wait_for(never), hours(1), result));

    run_ready(loop);
    run.cancel();
    run_ready(loop);

    CHECK(run.ended_as_cancelled());
    CHECK_FALSE(result.has_value());
}

TEST_CASE("a deadline does not cut off work that cleans up") {
    asio::io_context loop;
    Gate gate(loop.get_executor());
    std::optional<std::optional<bool>> result;
    Cancellable run(loop, keep(answer_late(gate), hours(1), result));

    run_ready(loop);
    run.cancel();
    run_ready(loop);
    CHECK_FALSE(run.ended());
    gate.open();
    run_ready(loop);

    CHECK(run.ended());
    REQUIRE(result.has_value());
    CHECK(*result == true);
}

TEST_CASE("sleep_for ends in time, and at once when it is cancelled") {
    asio::io_context loop;
    run_loop(loop, sleep_for(milliseconds(1)));

    Cancellable sleeping(loop, sleep_for(hours(1)));
    run_ready(loop);
    CHECK_FALSE(sleeping.ended());
    sleeping.cancel();
    run_ready(loop);

    CHECK(sleeping.ended_as_cancelled());
}

TEST_CASE("an io_context destroyed before the deadline takes the work with it") {
    auto loop = std::make_unique<asio::io_context>();
    auto gate = std::make_unique<Gate>(loop->get_executor());
    std::optional<std::optional<bool>> result;
    Cancellable run(*loop, keep(wait_for(*gate), hours(1), result));
    run_ready(*loop);

    gate.reset();
    loop.reset();

    CHECK_FALSE(run.ended());
}

TEST_CASE("shielded work goes on to its end although its caller was cancelled") {
    asio::io_context loop;
    Gate gate(loop.get_executor());
    auto clean_up = [](Gate& g) -> awaitable<void> {
        co_await this_coro::throw_if_cancelled(false);
        auto work = g.wait();  // would throw if the cancellation reached it
        co_await shielded(std::move(work));
    };
    Cancellable run(loop, clean_up(gate));

    run_ready(loop);
    run.cancel();
    run_ready(loop);
    CHECK_FALSE(run.ended());
    gate.open();
    run_ready(loop);

    CHECK(run.ended());
    CHECK_FALSE(run.error());
}
