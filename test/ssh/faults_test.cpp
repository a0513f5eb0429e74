#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "async/with_deadline.hpp"
#include "ssh/ssh_bench.hpp"
#include "support/cancellable.hpp"

using namespace wheels;
using namespace wheels::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

bool is_running(const std::string& pid) {
    return ::kill(std::stoi(pid), 0) == 0;
}

bool gone_within(const std::string& pid, milliseconds limit) {
    for (const auto end = steady_clock::now() + limit; steady_clock::now() < end;) {
        if (!is_running(pid)) return true;
        ::usleep(20000);
    }
    return !is_running(pid);
}

awaitable<void> run_quietly(Runner& runner, Sequence sequence, CommandObserver& observer) {
    co_await runner.run(std::move(sequence), observer);
}

awaitable<void> connect_and_run(SshConnector& connector, CommandObserver& observer) {
    auto runner = co_await connector.connect("127.0.0.1");
    Command with_input("input", "cat > /dev/null; echo done");
    with_input.input = Secret(std::string(200000, 'x'));
    Sequence sequence{Command("one", "echo one; sleep 0.01"), with_input, Command("two", "seq 2000")};
    co_await runner->run(std::move(sequence), observer);
    co_await runner->close();
}

/// The loop runs until the work has ended, or the time is up.
bool ends_within(asio::io_context& loop, const Cancellable& work, milliseconds limit) {
    loop.restart();
    for (const auto end = steady_clock::now() + limit; !work.ended() && steady_clock::now() < end;) {
        loop.run_one_for(milliseconds(20));
    }
    return work.ended();
}

}  // namespace

TEST_CASE("an sshd that is killed in mid-command is a lost connection, and the runner is dead") {
    SshBench bench;
    auto runner = bench.connect();
    asio::steady_timer soon(bench.loop, milliseconds(300));
    soon.async_wait([&](asio::error_code) { bench.sshd.signal_connections(SIGKILL); });

    const auto error = SshBench::error_of([&] { bench.run(*runner, Command("pull image", "sleep 30")); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message() ==
          "lost the connection to 127.0.0.1 during pull image: the host closed the connection");
    CHECK_FALSE(runner->alive());
    CHECK(SshBench::error_of([&] { bench.run(*runner, "true"); }).kind() == ErrorKind::connection_lost);
    await(bench.loop, runner->close());
}

TEST_CASE("a host that is only silent is noticed by the deadline") {
    SshBench bench;
    auto runner = bench.connect();
    bench.sshd.signal_connections(SIGSTOP);
    Command command("probe", "echo");
    command.deadline = seconds(1);
    const auto begun = steady_clock::now();

    const auto error = SshBench::error_of([&] { bench.run(*runner, command); });

    CHECK(error.kind() == ErrorKind::timed_out);
    CHECK(steady_clock::now() - begun < seconds(5));
    CHECK_FALSE(runner->alive());
    bench.sshd.signal_connections(SIGCONT);
}

TEST_CASE("a host that is only silent is noticed by the keepalive, long before the deadline") {
    SshBench bench;
    bench.options.keepalive_interval = milliseconds(1000);
    bench.options.keepalive_limit = milliseconds(3500);
    auto runner = bench.connect();
    asio::steady_timer soon(bench.loop, milliseconds(200));
    soon.async_wait([&](asio::error_code) { bench.sshd.signal_connections(SIGSTOP); });
    const auto begun = steady_clock::now();

    const auto error = SshBench::error_of([&] { bench.run(*runner, "sleep 60"); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message().find("nothing was heard of the host for") != std::string::npos);
    CHECK(steady_clock::now() - begun < seconds(10));
    bench.sshd.signal_connections(SIGCONT);
}

TEST_CASE("a quiet command on a healthy host outlives the keepalive's limit") {
    SshBench bench;
    bench.options.keepalive_interval = milliseconds(1000);
    bench.options.keepalive_limit = milliseconds(2500);
    auto runner = bench.connect();

    CHECK(bench.run(*runner, "sleep 6; echo there").out == "there\n");
}

TEST_CASE("an idle connection is kept by a server that wants signs of life, and its end is noticed") {
    SshBench bench("ClientAliveInterval 1\nClientAliveCountMax 2\n");
    bench.options.keepalive_interval = milliseconds(1000);
    auto runner = bench.connect();
    bench.run(*runner, "true");

    bench.loop.restart();
    bench.loop.run_for(seconds(5));
    REQUIRE(runner->alive());
    CHECK(bench.run(*runner, "echo there").out == "there\n");

    bench.sshd.signal_connections(SIGKILL);
    bench.loop.restart();
    bench.loop.run_for(milliseconds(3000));
    CHECK_FALSE(runner->alive());
}

TEST_CASE("a command past its deadline is killed on the host, with its children, and the runner lives on") {
    SshBench bench;
    auto runner = bench.connect();
    const auto file = bench.sshd.folder() + "/pids";
    for (const bool alone : {true, false}) {
        CAPTURE(alone);
        Command command("long", "sleep 77 & echo $! > " + file + "; echo $$ >> " + file + "; wait");
        command.deadline = seconds(3);
        Sequence sequence{command};
        if (!alone) sequence.insert(sequence.begin(), Command("before", "true"));

        const auto error = SshBench::error_of([&] { bench.run(*runner, sequence); });

        CHECK(error.kind() == ErrorKind::timed_out);
        CHECK(runner->alive());
        std::ifstream pids(file);
        std::string child;
        std::string shell;
        pids >> child >> shell;
        CHECK(gone_within(child, milliseconds(4000)));
        CHECK(gone_within(shell, milliseconds(4000)));
        CHECK(bench.run(*runner, "echo again").out == "again\n");
    }
}

TEST_CASE("a cancelled command ends at once, is killed on the host, and the runner is dead") {
    SshBench bench;
    auto runner = bench.connect();
    const auto file = bench.sshd.folder() + "/pid";
    Cancellable work(
        bench.loop, run_quietly(*runner, {Command("long", "echo $$ > " + file + "; sleep 77")}, bench.heard));
    ends_within(bench.loop, work, milliseconds(500));
    std::string pid;
    std::ifstream(file) >> pid;
    REQUIRE(is_running(pid));

    work.cancel();

    CHECK(ends_within(bench.loop, work, milliseconds(1000)));
    CHECK(work.ended_as_cancelled());
    CHECK_FALSE(runner->alive());
    CHECK(gone_within(pid, milliseconds(4000)));
}

TEST_CASE("a command on a host that does not answer is cancelled in time all the same") {
    SshBench bench;
    auto runner = bench.connect();
    Cancellable work(bench.loop, run_quietly(*runner, {Command("long", "sleep 77")}, bench.heard));
    ends_within(bench.loop, work, milliseconds(500));
    bench.sshd.signal_connections(SIGSTOP);

    work.cancel();

    CHECK(ends_within(bench.loop, work, milliseconds(1500)));
    CHECK(work.ended_as_cancelled());
    bench.sshd.signal_connections(SIGCONT);
}

TEST_CASE("connecting and running can be cancelled at any point") {
    SshBench bench;
    SshConnector connector(bench.loop.get_executor(), bench.options);
    std::minstd_rand chance(7);
    int cancelled = 0;
    for (int i = 0; i < 60; ++i) {
        Cancellable work(bench.loop, connect_and_run(connector, bench.heard));
        const milliseconds pause(std::uniform_int_distribution<int>(0, 120)(chance));
        ends_within(bench.loop, work, pause);
        work.cancel();
        REQUIRE(ends_within(bench.loop, work, milliseconds(3000)));
        if (work.ended_as_cancelled()) ++cancelled;
    }

    CHECK(cancelled > 5);
    CHECK(bench.run(*bench.connect(), "echo fine").out == "fine\n");
}

TEST_CASE("a loop may be destroyed in the middle of everything") {
    SshBench bench;
    std::minstd_rand chance(11);
    for (int i = 0; i < 30; ++i) {
        auto loop = std::make_unique<asio::io_context>();
        SshConnector connector(loop->get_executor(), bench.options);
        std::vector<std::unique_ptr<Cancellable>> work;
        for (int k = 0; k < 3; ++k) {
            work.push_back(std::make_unique<Cancellable>(*loop, connect_and_run(connector, bench.heard)));
        }
        loop->run_for(milliseconds(std::uniform_int_distribution<int>(0, 150)(chance)));
        loop.reset();
    }

    CHECK(bench.run(*bench.connect(), "echo fine").out == "fine\n");
}

TEST_CASE("a connector and its loop can go in either order, and runners before their loop") {
    SshBench bench;
    auto connector = std::make_unique<SshConnector>(bench.loop.get_executor(), bench.options);
    auto runner = await(bench.loop, connector->connect("127.0.0.1"));
    connector.reset();

    CHECK(bench.run(*runner, "echo fine").out == "fine\n");
    runner.reset();
    bench.loop.restart();
    CHECK(bench.loop.run_for(milliseconds(500)) < 20);
}
