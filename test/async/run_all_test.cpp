#include "async/run_all.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <optional>
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
using Kind = Outcome::Kind;
using Names = std::vector<std::string>;

namespace {

struct Trace {
    Names begun;
    Names ended;
    int running = 0;
    int most_running = 0;
};

awaitable<void> pass(Trace& trace, std::string name) {
    trace.begun.push_back(name);
    trace.ended.push_back(name);
    co_return;
}

awaitable<void> fail(std::string why) {
    throw std::runtime_error(why);
    co_return;
}

// Ends when the gate opens; what is cancelled says so in its own clean-up.
awaitable<void> wait_for(Gate& gate, Trace& trace, std::string name) {
    trace.begun.push_back(name);
    trace.most_running = std::max(trace.most_running, ++trace.running);
    std::exception_ptr error;
    try {
        co_await gate.wait();
    } catch (...) {
        error = std::current_exception();
    }
    --trace.running;
    trace.ended.push_back(error ? name + " cancelled" : name);
    if (error) std::rethrow_exception(error);
}

std::vector<Kind> kinds(const std::vector<Outcome>& outcomes) {
    std::vector<Kind> all;
    for (const auto& outcome : outcomes) all.push_back(outcome.kind);
    return all;
}

std::string message(const std::exception_ptr& error) {
    try {
        if (error) std::rethrow_exception(error);
    } catch (const std::exception& e) {
        return e.what();
    }
    return {};
}

// Says something of its own when it is cancelled.
awaitable<void> complain(Gate& gate, std::string why) {
    bool cancelled = false;
    try {
        co_await gate.wait();
    } catch (const asio::system_error&) {
        cancelled = true;
    }
    if (cancelled) throw std::runtime_error(why);
}

awaitable<void> fail_behind(Gate& gate, std::string why) {
    co_await gate.wait();
    throw std::runtime_error(why);
}

// run_all as a task of its own, whose outcomes outlive it, and which then comes to a further co_await.
awaitable<void> keep(std::vector<Task> tasks,
                     std::size_t limit,
                     OnFailure policy,
                     std::optional<std::vector<Outcome>>& outcomes) {
    auto result = co_await run_all(std::move(tasks), limit, policy);
    outcomes = std::move(result);
    Trace unused;
    co_await pass(unused, "next");
}

}  // namespace

TEST_CASE("run_all tells how each task ended, in the order of the tasks, and throws nothing") {
    asio::io_context loop;
    Trace trace;
    std::vector<Task> tasks;
    tasks.emplace_back("a", pass(trace, "a"));
    tasks.emplace_back("b", fail("broken"));
    tasks.emplace_back("c", pass(trace, "c"));

    const auto outcomes = run_loop(loop, run_all(std::move(tasks), 3, OnFailure::run_all));

    CHECK(kinds(outcomes) == std::vector<Kind>{Kind::done, Kind::failed, Kind::done});
    CHECK(outcomes[1].label == "b");
    CHECK(message(outcomes[1].error) == "broken");
    CHECK_FALSE(outcomes[2].error);
    CHECK_THROWS_WITH(rethrow_first(outcomes), "broken");
}

TEST_CASE("run_all of nothing is done at once, and a limit of 0 means 1") {
    asio::io_context loop;
    Trace trace;
    std::vector<Task> one;
    one.emplace_back("a", pass(trace, "a"));

    CHECK(run_loop(loop, run_all({}, 1, OnFailure::run_all)).empty());
    CHECK(kinds(run_loop(loop, run_all(std::move(one), 0, OnFailure::run_all))) ==
          std::vector<Kind>{Kind::done});
}

TEST_CASE("run_all carries what is thrown whatever it is") {
    asio::io_context loop;
    auto odd = []() -> awaitable<void> {
        throw 42;
        co_return;
    };
    std::vector<Task> tasks;
    tasks.emplace_back("odd", odd());

    const auto outcomes = run_loop(loop, run_all(std::move(tasks), 1, OnFailure::run_all));

    CHECK_THROWS_AS(rethrow_first(outcomes), int);
}

TEST_CASE("run_all never runs more tasks at a time than its limit, and starts the next when one ends") {
    asio::io_context loop;
    Trace trace;
    Gate first(loop.get_executor());
    Gate others(loop.get_executor());
    std::vector<Task> tasks;
    tasks.emplace_back("a", wait_for(first, trace, "a"));
    for (const auto* name : {"b", "c", "d"}) tasks.emplace_back(name, wait_for(others, trace, name));
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, keep(std::move(tasks), 2, OnFailure::run_all, outcomes));

    run_ready(loop);
    CHECK(trace.begun == Names{"a", "b"});
    first.open();
    run_ready(loop);
    CHECK(trace.begun == Names{"a", "b", "c"});
    CHECK_FALSE(run.ended());
    others.open();
    run_ready(loop);

    REQUIRE(run.ended());
    CHECK(trace.begun == Names{"a", "b", "c", "d"});
    CHECK(trace.most_running == 2);
}

TEST_CASE("with cancel_siblings a failure cancels the running tasks and awaits them") {
    asio::io_context loop;
    Trace trace;
    Gate never(loop.get_executor());
    std::vector<Task> tasks;
    tasks.emplace_back("a", wait_for(never, trace, "a"));
    tasks.emplace_back("b", wait_for(never, trace, "b"));
    tasks.emplace_back("c", fail("broken"));
    tasks.emplace_back("d", pass(trace, "d"));

    const auto outcomes = run_loop(loop, run_all(std::move(tasks), 3, OnFailure::cancel_siblings));

    CHECK(kinds(outcomes) == std::vector<Kind>{Kind::failed, Kind::failed, Kind::failed, Kind::skipped});
    CHECK(trace.ended == Names{"a cancelled", "b cancelled"});
}

TEST_CASE("what failed first in time is the cause, not what was cancelled for it") {
    asio::io_context loop;
    Gate never(loop.get_executor());
    Trace trace;
    std::vector<Task> tasks;
    tasks.emplace_back("a", wait_for(never, trace, "a"));
    tasks.emplace_back("b", complain(never, "b was cut off"));
    tasks.emplace_back("c", fail("broken"));

    const auto outcomes = run_loop(loop, run_all(std::move(tasks), 3, OnFailure::cancel_siblings));

    CHECK_THROWS_WITH(rethrow_first(outcomes), "broken");
    CHECK(outcomes[2].failed_as == 1);
    CHECK(message(outcomes[1].error) == "b was cut off");
}

TEST_CASE("of failures that have nothing to do with each other, the first in time is thrown") {
    asio::io_context loop;
    Gate early(loop.get_executor());
    Gate late(loop.get_executor());
    std::vector<Task> tasks;
    tasks.emplace_back("a", fail_behind(late, "late"));
    tasks.emplace_back("b", fail_behind(early, "early"));
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, keep(std::move(tasks), 2, OnFailure::run_all, outcomes));
    run_ready(loop);

    early.open();
    run_ready(loop);
    late.open();
    run_ready(loop);

    REQUIRE(outcomes.has_value());
    CHECK_THROWS_WITH(rethrow_first(*outcomes), "early");
}

TEST_CASE("a cancelled run_all cancels what runs, awaits it, and skips the rest") {
    asio::io_context loop;
    Trace trace;
    Gate never(loop.get_executor());
    std::vector<Task> tasks;
    for (const auto* name : {"a", "b", "c"}) tasks.emplace_back(name, wait_for(never, trace, name));
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, keep(std::move(tasks), 2, OnFailure::run_all, outcomes));

    run_ready(loop);
    run.cancel();
    run_ready(loop);

    REQUIRE(outcomes.has_value());
    CHECK(kinds(*outcomes) == std::vector<Kind>{Kind::failed, Kind::failed, Kind::skipped});
    CHECK(trace.ended == Names{"a cancelled", "b cancelled"});
    CHECK(run.ended_as_cancelled());
}

TEST_CASE("run_all waits for tasks that take their time to be cancelled, and passes on every cancellation") {
    asio::io_context loop;
    Gate gate(loop.get_executor());
    int cancellations = 0;
    std::vector<Task> tasks;
    tasks.emplace_back("stubborn", gate.wait_stubbornly(cancellations));
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, keep(std::move(tasks), 1, OnFailure::run_all, outcomes));

    run_ready(loop);
    run.cancel();
    run_ready(loop);
    CHECK(cancellations == 1);
    CHECK_FALSE(run.ended());
    run.cancel();
    run_ready(loop);
    CHECK(cancellations == 2);
    gate.open();
    run_ready(loop);

    CHECK(run.ended_as_cancelled());
    CHECK(kinds(*outcomes) == std::vector<Kind>{Kind::done});
}

TEST_CASE("a cancellation reaches the tasks of a run_all inside another") {
    asio::io_context loop;
    Trace trace;
    Gate never(loop.get_executor());
    std::vector<Task> inner;
    for (const auto* name : {"a", "b"}) inner.emplace_back(name, wait_for(never, trace, name));
    std::optional<std::vector<Outcome>> inner_outcomes;
    std::vector<Task> outer;
    outer.emplace_back("inner", keep(std::move(inner), 2, OnFailure::run_all, inner_outcomes));
    outer.emplace_back("c", wait_for(never, trace, "c"));
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, keep(std::move(outer), 2, OnFailure::run_all, outcomes));

    run_ready(loop);
    run.cancel();
    run_ready(loop);

    CHECK(run.ended_as_cancelled());
    CHECK(trace.running == 0);
    CHECK(trace.ended.size() == 3);
    CHECK(kinds(*outcomes) == std::vector<Kind>{Kind::failed, Kind::failed});
}

TEST_CASE("a failing sibling cancels a run_all inside another once") {
    asio::io_context loop;
    Trace trace;
    Gate never(loop.get_executor());
    Gate gate(loop.get_executor());
    int cancellations = 0;
    std::vector<Task> inner;
    inner.emplace_back("stubborn", gate.wait_stubbornly(cancellations));
    std::optional<std::vector<Outcome>> inner_outcomes;
    std::vector<Task> outer;
    outer.emplace_back("inner", keep(std::move(inner), 2, OnFailure::run_all, inner_outcomes));
    outer.emplace_back("b", wait_for(never, trace, "b"));
    outer.emplace_back("c", fail("broken"));
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, keep(std::move(outer), 3, OnFailure::cancel_siblings, outcomes));

    run_ready(loop);
    CHECK(cancellations == 1);
    gate.open();
    run_ready(loop);

    CHECK(run.ended());
    CHECK(trace.ended == Names{"b cancelled"});
}

TEST_CASE("cancelled before it begins, run_all starts no task") {
    asio::io_context loop;
    Trace trace;
    Gate gate(loop.get_executor());
    auto later = [](Gate& g, Trace& t, std::optional<std::vector<Outcome>>& o) -> awaitable<void> {
        int cancellations = 0;
        co_await g.wait_stubbornly(cancellations);
        std::vector<Task> tasks;
        tasks.emplace_back("a", pass(t, "a"));
        auto outcomes = co_await run_all(std::move(tasks), 1, OnFailure::run_all);
        o = std::move(outcomes);
    };
    std::optional<std::vector<Outcome>> outcomes;
    Cancellable run(loop, later(gate, trace, outcomes));

    run_ready(loop);
    run.cancel();
    run_ready(loop);
    gate.open();
    run_ready(loop);

    CHECK(run.ended_as_cancelled());
    CHECK_FALSE(outcomes.has_value());
    CHECK(trace.begun.empty());
}

TEST_CASE("ten thousand tasks that end at once need neither stack nor time") {
    for (const std::size_t limit : {std::size_t(1), std::size_t(7), std::size_t(10000)}) {
        asio::io_context loop;
        Trace trace;
        std::vector<Task> tasks;
        for (int i = 0; i < 10000; ++i) tasks.emplace_back("t", pass(trace, "t"));

        const auto outcomes = run_loop(loop, run_all(std::move(tasks), limit, OnFailure::run_all));

        CHECK(trace.ended.size() == 10000);
        CHECK(outcomes.size() == 10000);
    }
}

TEST_CASE("an io_context destroyed in mid-run takes all tasks with it") {
    auto token = std::make_shared<int>(1);
    auto hold = [](std::shared_ptr<int> held, Gate& gate) -> awaitable<void> {
        co_await gate.wait();
        ++*held;
    };
    {
        auto loop = std::make_unique<asio::io_context>();
        auto gate = std::make_unique<Gate>(loop->get_executor());
        std::vector<Task> tasks;
        for (int i = 0; i < 3; ++i) tasks.emplace_back("t", hold(token, *gate));
        std::optional<std::vector<Outcome>> outcomes;
        Cancellable run(*loop, keep(std::move(tasks), 2, OnFailure::run_all, outcomes));
        run_ready(*loop);
        CHECK(token.use_count() == 4);

        gate.reset();
        loop.reset();

        CHECK_FALSE(run.ended());
    }

    CHECK(token.use_count() == 1);
    CHECK(*token == 1);
}
