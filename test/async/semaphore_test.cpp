#include "async/semaphore.hpp"

#include <doctest/doctest.h>

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

awaitable<void> stay(Semaphore& semaphore, Gate& gate, Names& order, std::string name) {
    auto place = co_await semaphore.acquire();
    order.push_back(name);
    co_await gate.wait();
}

}  // namespace

TEST_CASE("a semaphore lets so many in at a time, in the order in which they came") {
    asio::io_context loop;
    Semaphore semaphore(loop.get_executor(), 2);
    Gate first(loop.get_executor());
    Gate others(loop.get_executor());
    Names order;
    Cancellable a(loop, stay(semaphore, first, order, "a"));
    Cancellable b(loop, stay(semaphore, others, order, "b"));
    Cancellable c(loop, stay(semaphore, others, order, "c"));
    Cancellable d(loop, stay(semaphore, others, order, "d"));

    run_ready(loop);
    CHECK(order == Names{"a", "b"});
    first.open();
    run_ready(loop);
    CHECK(order == Names{"a", "b", "c"});
    others.open();
    run_ready(loop);

    CHECK(order == Names{"a", "b", "c", "d"});
    CHECK(d.ended());
}

TEST_CASE("who is cancelled at a semaphore takes no place with him") {
    asio::io_context loop;
    Semaphore semaphore(loop.get_executor(), 1);
    Gate gate(loop.get_executor());
    Names order;
    Cancellable a(loop, stay(semaphore, gate, order, "a"));
    Cancellable b(loop, stay(semaphore, gate, order, "b"));
    Cancellable c(loop, stay(semaphore, gate, order, "c"));
    run_ready(loop);

    b.cancel();
    run_ready(loop);
    gate.open();
    b.cancel();
    run_ready(loop);

    CHECK(b.ended_as_cancelled());
    CHECK(order == Names{"a", "c"});
    CHECK(c.ended());
}

TEST_CASE("a place that was granted to one who is cancelled at once goes to the next") {
    asio::io_context loop;
    Semaphore semaphore(loop.get_executor(), 1);
    Gate gate(loop.get_executor());
    Gate never(loop.get_executor());
    Names order;
    Cancellable a(loop, stay(semaphore, gate, order, "a"));
    Cancellable b(loop, stay(semaphore, never, order, "b"));
    Cancellable c(loop, stay(semaphore, gate, order, "c"));
    run_ready(loop);

    gate.open();
    a.cancel();
    b.cancel();
    run_ready(loop);

    CHECK(b.ended());
    CHECK(c.ended());
    CHECK(order.back() == "c");
}
