#include "async/mutex.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "support/cancellable.hpp"
#include "support/gate.hpp"

using namespace wheels;
using test::Cancellable;
using test::Gate;
using test::run_ready;
using Names = std::vector<std::string>;

namespace {

awaitable<void> hold(Mutex& mutex, Gate& gate, Names& order, std::string name) {
    auto lock = co_await mutex.lock();
    order.push_back(name);
    co_await gate.wait();
}

}  // namespace

TEST_CASE("a mutex is held by one at a time, in the order in which it was asked for") {
    asio::io_context loop;
    Mutex mutex(loop.get_executor());
    Gate gates[] = {Gate(loop.get_executor()), Gate(loop.get_executor()), Gate(loop.get_executor())};
    Names order;
    Cancellable a(loop, hold(mutex, gates[0], order, "a"));
    Cancellable b(loop, hold(mutex, gates[1], order, "b"));
    Cancellable c(loop, hold(mutex, gates[2], order, "c"));

    run_ready(loop);
    CHECK(order == Names{"a"});
    gates[0].open();
    run_ready(loop);
    CHECK(order == Names{"a", "b"});
    gates[1].open();
    gates[2].open();
    run_ready(loop);

    CHECK(order == Names{"a", "b", "c"});
    CHECK(c.ended());
}

TEST_CASE("one who is cancelled while waiting leaves the queue, and the next gets the mutex") {
    asio::io_context loop;
    Mutex mutex(loop.get_executor());
    Gate gate(loop.get_executor());
    Gate never(loop.get_executor());
    Names order;
    Cancellable a(loop, hold(mutex, gate, order, "a"));
    Cancellable b(loop, hold(mutex, never, order, "b"));
    Cancellable c(loop, hold(mutex, gate, order, "c"));
    run_ready(loop);

    b.cancel();
    run_ready(loop);
    CHECK(b.ended_as_cancelled());
    gate.open();
    run_ready(loop);

    CHECK(order == Names{"a", "c"});
    CHECK(c.ended());
}

TEST_CASE("one who is cancelled in the moment of getting the mutex passes it on") {
    asio::io_context loop;
    Mutex mutex(loop.get_executor());
    Gate gate(loop.get_executor());
    Names order;
    Cancellable a(loop, hold(mutex, gate, order, "a"));
    Cancellable b(loop, hold(mutex, gate, order, "b"));
    Cancellable c(loop, hold(mutex, gate, order, "c"));
    run_ready(loop);

    gate.open();
    loop.restart();
    while (!a.ended()) loop.poll_one();  // b was granted the mutex and has not run yet
    b.cancel();
    run_ready(loop);

    CHECK(b.ended());
    CHECK(c.ended());
    CHECK(order.back() == "c");
}

TEST_CASE("a lock can be given back early, and moved") {
    asio::io_context loop;
    Mutex mutex(loop.get_executor());
    auto twice = [](Mutex& m, int& held) -> awaitable<void> {
        auto first = co_await m.lock();
        auto moved = std::move(first);
        moved.release();
        auto second = co_await m.lock();
        second = Mutex::Lock();
        auto third = co_await m.lock();
        held = 3;
    };
    int held = 0;
    Cancellable run(loop, twice(mutex, held));

    run_ready(loop);

    CHECK(held == 3);
}

TEST_CASE("an io_context may be destroyed while one holds the mutex, others wait, and its owner goes first") {
    auto loop = std::make_unique<asio::io_context>();
    auto mutex = std::make_unique<Mutex>(loop->get_executor());
    auto gate = std::make_unique<Gate>(loop->get_executor());
    Names order;
    Cancellable a(*loop, hold(*mutex, *gate, order, "a"));
    Cancellable b(*loop, hold(*mutex, *gate, order, "b"));
    Cancellable c(*loop, hold(*mutex, *gate, order, "c"));
    run_ready(*loop);

    mutex.reset();
    gate.reset();
    loop.reset();

    CHECK(order == Names{"a"});
    CHECK_FALSE(c.ended());
}
