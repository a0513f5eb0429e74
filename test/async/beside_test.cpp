#include "async/beside.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "support/cancellable.hpp"
#include "support/gate.hpp"
#include "support/run_loop.hpp"

using namespace wheels;
using test::Cancellable;
using test::Gate;
using test::run_loop;
using test::run_ready;
using Names = std::vector<std::string>;

namespace {

struct Leaving {
    Leaving(Names& all, std::string own) : names(all), name(std::move(own)) {}
    Leaving(const Leaving&) = delete;
    Leaving& operator=(const Leaving&) = delete;
    ~Leaving() { names.push_back(name); }
    Names& names;
    std::string name;
};

awaitable<void> wait_at(Gate& gate, Names& ended, std::string name) {
    Leaving leaving(ended, std::move(name));
    co_await gate.wait();
}

awaitable<void> wait_and_fail(Gate& gate, std::string why) {
    co_await gate.wait();
    throw std::runtime_error(why);
}

awaitable<void> complain_when_cancelled(Gate& gate, std::string why) {
    bool cancelled = false;
    try {
        co_await gate.wait();
    } catch (const asio::system_error&) {
        cancelled = true;
    }
    if (cancelled) throw std::runtime_error(why);
}

awaitable<void> nothing() {
    co_return;
}

}  // namespace

TEST_CASE("a service is cancelled when the work has ended, and has ended before the call returns") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    Gate gate(loop.get_executor());
    Names ended;
    Cancellable both(loop, beside(wait_at(never, ended, "service"), wait_at(gate, ended, "work")));
    run_ready(loop);
    REQUIRE(ended.empty());

    gate.open();
    run_ready(loop);

    CHECK(both.ended());
    CHECK_FALSE(both.error());
    CHECK(ended == Names{"work", "service"});
}

TEST_CASE("what the work throws is thrown, and the service is cancelled") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    Gate gate(loop.get_executor());
    gate.open();
    Names ended;

    CHECK_THROWS_WITH_AS(
        run_loop(loop, beside(wait_at(never, ended, "service"), wait_and_fail(gate, "no work"))), "no work",
        std::runtime_error);

    CHECK(ended == Names{"service"});
}

TEST_CASE("a service that fails cancels the work, and is the reason") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    Gate gate(loop.get_executor());
    gate.open();
    Names ended;

    CHECK_THROWS_WITH_AS(
        run_loop(loop, beside(wait_and_fail(gate, "no service"), wait_at(never, ended, "work"))),
        "no service", std::runtime_error);

    CHECK(ended == Names{"work"});
}

TEST_CASE("what either says about being cancelled by the other is not the reason") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    Gate gate(loop.get_executor());
    gate.open();

    CHECK_THROWS_WITH_AS(
        run_loop(loop, beside(complain_when_cancelled(never, "cut off"), wait_and_fail(gate, "no work"))),
        "no work", std::runtime_error);
    CHECK_THROWS_WITH_AS(
        run_loop(loop, beside(wait_and_fail(gate, "no service"), complain_when_cancelled(never, "cut off"))),
        "no service", std::runtime_error);
}

TEST_CASE("a service that just ends is no reason to end the work") {
    asio::io_context loop;
    Gate gate(loop.get_executor());
    Names ended;
    Cancellable both(loop, beside(nothing(), wait_at(gate, ended, "work")));
    run_ready(loop);
    CHECK_FALSE(both.ended());

    gate.open();
    run_ready(loop);

    CHECK(both.ended());
    CHECK_FALSE(both.error());
}

TEST_CASE("a cancellation ends service and work") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    Names ended;
    Cancellable both(loop, beside(wait_at(never, ended, "service"), wait_at(never, ended, "work")));
    run_ready(loop);

    both.cancel();
    run_ready(loop);

    CHECK(both.ended_as_cancelled());
    CHECK(ended.size() == 2);
}
