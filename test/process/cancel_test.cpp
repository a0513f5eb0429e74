#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>

#include "async/run_all.hpp"
#include "base/text.hpp"
#include "child_bench.hpp"

using namespace wheels;
using std::chrono::hours;
using std::chrono::milliseconds;
using test::ChildBench;
using test::is_alive;
using test::no_children_left;

namespace {

// Runs a child as a task of a run_all inside another one.
awaitable<void> nested(ChildRunner& runner, ChildSpec spec, ByteHandler on_output) {
    std::vector<Task> inner;
    inner.emplace_back("child", ChildBench::ignore_result(runner, std::move(spec), std::move(on_output)));
    const auto outcomes = co_await run_all(std::move(inner), 1, OnFailure::run_all);
    rethrow_first(outcomes);
}

awaitable<void> twice_nested(ChildRunner& runner, ChildSpec spec, ByteHandler on_output) {
    std::vector<Task> outer;
    outer.emplace_back("inner", nested(runner, std::move(spec), std::move(on_output)));
    const auto outcomes = co_await run_all(std::move(outer), 1, OnFailure::run_all);
    rethrow_first(outcomes);
}

}  // namespace

TEST_CASE("a cancelled child gets SIGTERM, may say something, and is reaped") {
    ChildBench bench;

    bench.cancel_when_ready(
        bench.shell("trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done"));

    CHECK(bench.cancellable->ended_as_cancelled());
    CHECK(bench.output.find("bye\n") != std::string::npos);
    CHECK(no_children_left());
}

TEST_CASE("one that ignores SIGTERM is killed after the grace period, with its group") {
    ChildBench bench;
    auto spec = bench.shell(
        "trap '' TERM; (while :; do sleep 0.01; done) & echo $!; echo ready; while :; do sleep 0.01; done");
    spec.grace = milliseconds(50);

    bench.cancel_when_ready(spec);

    CHECK(bench.cancellable->ended_as_cancelled());
    CHECK(no_children_left());
    const auto grandchild = std::stoi(bench.output);
    for (int i = 0; i < 100 && is_alive(grandchild); ++i) ::usleep(10000);
    std::ifstream status("/proc/" + std::to_string(grandchild) + "/stat");
    std::string pid, name, state;
    status >> pid >> name >> state;
    CHECK((state.empty() || state == "Z"));  // as a zombie it is init's
}

TEST_CASE("cancelled again, a child that ignores SIGTERM is killed at once") {
    ChildBench bench;
    auto spec = bench.shell("trap '' TERM; echo ready; while :; do sleep 0.01; done");
    spec.grace = hours(1);
    bench.when("ready", [&] {
        asio::post(bench.loop, [&] { bench.cancellable->cancel(); });
        asio::post(bench.loop, [&] { asio::post(bench.loop, [&] { bench.cancellable->cancel(); }); });
        asio::post(bench.loop, [&] {
            asio::post(bench.loop, [&] { asio::post(bench.loop, [&] { bench.cancellable->cancel(); }); });
        });
    });
    bench.cancellable.emplace(bench.loop, twice_nested(bench.runner, spec, bench.collect()));

    bench.loop.run();

    CHECK(bench.cancellable->ended_as_cancelled());
    CHECK(no_children_left());
}

TEST_CASE("a process of the group that outlives its leader has the grace period, too") {
    ChildBench bench;

    bench.cancel_when_ready(bench.shell(
        "(trap 'sleep 0.04; echo cleaned up; exit' TERM; echo ready; while :; do sleep 0.01; done) & wait"));

    CHECK(bench.cancellable->ended_as_cancelled());
    CHECK(bench.output.find("cleaned up\n") != std::string::npos);
}

TEST_CASE("a stopped child hears of its cancellation") {
    ChildBench bench;

    bench.cancel_when_ready(
        bench.shell("trap 'echo bye; exit' TERM; me=$$; (sleep 0.02; echo ready) & kill -STOP $me; while :; "
                    "do sleep 0.01; done"));

    CHECK(bench.cancellable->ended_as_cancelled());
    CHECK(bench.output.find("bye\n") != std::string::npos);
}

TEST_CASE("a child that has ended by itself in the moment of its cancellation has ended well") {
    ChildBench bench;
    ChildSpec spec = bench.shell("echo ready");
    std::optional<ChildResult> result;
    auto keep = [](ChildRunner& runner, ChildSpec s, ByteHandler h,
                   std::optional<ChildResult>& r) -> awaitable<void> {
        auto value = co_await runner.run(std::move(s), std::move(h));
        r = value;
    };
    // The loop is busy until the child has gone, so that its end and the cancellation are seen at once.
    bench.when("ready", [&] {
        siginfo_t info{};
        ::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
        asio::post(bench.loop, [&] { bench.cancellable->cancel(); });
    });
    bench.cancellable.emplace(bench.loop, keep(bench.runner, spec, bench.collect(), result));

    bench.loop.run();

    CHECK(bench.cancellable->ended());
    CHECK(no_children_left());
    if (result) CHECK(result->status == 0);
}

TEST_CASE("past its time a child is ended in the same way, and says that it was that") {
    ChildBench bench;
    auto spec = bench.shell("echo begun; exec sleep 1000");
    spec.timeout = milliseconds(40);

    const auto result = bench.run(spec);

    CHECK(result.timed_out);
    CHECK(result.signal == SIGTERM);
    CHECK(bench.output == "begun\n");
}

TEST_CASE("a child that is done within its time has not timed out") {
    ChildBench bench;
    auto spec = bench.shell("exit 5");
    spec.timeout = hours(1);

    const auto result = bench.run(spec);

    CHECK_FALSE(result.timed_out);
    CHECK(result.status == 5);
}

TEST_CASE("cancelled before it begins, no child is started") {
    ChildBench bench;
    auto later = [](ChildBench& b, ChildSpec spec) -> awaitable<void> {
        asio::steady_timer never(co_await this_coro::executor, hours(1));
        asio::error_code ignored;
        co_await never.async_wait(redirect_error(use_awaitable, ignored));
        co_await b.runner.run(std::move(spec), b.collect());
    };
    bench.cancellable.emplace(bench.loop, later(bench, bench.shell("echo started > file")));
    test::run_ready(bench.loop);

    bench.cancellable->cancel();
    bench.loop.run();

    CHECK(bench.cancellable->ended_as_cancelled());
    CHECK_FALSE(std::filesystem::exists(bench.directory.path() + "/file"));
}

TEST_CASE("an io_context destroyed in mid-run kills the child and leaves no zombie") {
    auto loop = std::make_unique<asio::io_context>();
    ChildRunner runner;
    std::string output;
    ByteHandler collect = [&](std::string_view bytes) {
        output += bytes;
        if (output.find('\n') != std::string::npos) loop->stop();
    };
    ChildSpec spec(
        std::vector<std::string>{"/bin/sh", "-c", "trap '' TERM; echo $$; while :; do sleep 0.01; done"});
    test::Cancellable child(*loop, ChildBench::ignore_result(runner, spec, collect));
    loop->run();
    const auto pid = std::stoi(output);
    CHECK(is_alive(pid));

    loop.reset();

    CHECK_FALSE(child.ended());
    CHECK_FALSE(is_alive(pid));
    CHECK(no_children_left());
}

TEST_CASE("an io_context destroyed while a child is being ended does the same") {
    auto loop = std::make_unique<asio::io_context>();
    ChildRunner runner;
    std::string output;
    std::unique_ptr<test::Cancellable> child;
    ByteHandler collect = [&](std::string_view bytes) {
        output += bytes;
        if (output.find("said no") != std::string::npos) loop->stop();
        if (std::exchange(output, output).find("ready") != std::string::npos && child)
            asio::post(*loop, [&] { child->cancel(); });
    };
    ChildSpec spec(std::vector<std::string>{
        "/bin/sh", "-c", "trap 'echo said no' TERM; echo ready; while :; do sleep 0.01; done"});
    spec.grace = hours(1);
    child = std::make_unique<test::Cancellable>(*loop, ChildBench::ignore_result(runner, spec, collect));
    loop->run();

    loop.reset();

    CHECK_FALSE(child->ended());
    CHECK(no_children_left());
}
