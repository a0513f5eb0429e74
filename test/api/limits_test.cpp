// What ends a call early: interrupts, deadlines and cancellations.
#include <doctest/doctest.h>

#include <asio.hpp>
#include <optional>
#include <string>
#include <utility>

#include "fake_project.hpp"
#include "support/temp_dir.hpp"

using namespace wheels;
using namespace std::chrono_literals;
using test::error_of;
using test::FakeProject;
using test::run_loop;

namespace {

/// A project with files, where children whose line has `part` in it never end.
struct Hanging : FakeProject {
    explicit Hanging(const std::string& part) {
        folder.write(".kamal/hooks/pre-deploy", "#!/bin/sh\n", 0755);
        folder.write(".kamal/secrets", "REGISTRY_PASSWORD=$(slow-vault)\n");
        surroundings.project_root = folder.path();
        surroundings.processes = &timeless;
        timeless.on(part).hangs();
    }
    test::TempDir folder;
    testing::FakeProcesses timeless;  ///< It knows no clock, and so no deadlines.
};

/// Ends a failure hook only when it is cancelled; asks for that once, later.
class AskingInHook final : public ProcessRunner {
public:
    AskingInHook(ProcessRunner& others, testing::VirtualClock& clock) : others_(others), clock_(clock) {}

    awaitable<ChildResult> run(ChildSpec spec, ByteHandler on_output) override {
        if (spec.argv.front().find("post-deploy-failure") == std::string::npos) {
            auto result = co_await others_.run(std::move(spec), std::move(on_output));
            co_return result;
        }
        co_await clock_.sleep(10s);
        interrupt.request(ErrorKind::interrupted_int);
        co_await clock_.sleep(1h);
        co_return ChildResult();
    }

    Interrupt interrupt;

private:
    ProcessRunner& others_;
    testing::VirtualClock& clock_;
};

}  // namespace

TEST_CASE("a deadline holds for git, which is asked before a run begins") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.processes.on("git config").takes(1h);
    auto options = FakeProject::to("v2");
    options.deadline = 3s;

    const auto error = error_of([&] { run_loop(fake.loop, project.deploy(options)); });

    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timed_out);
    CHECK(error->message() == "the deadline of the run has passed");
    CHECK(fake.clock.elapsed() == 3s);
}

TEST_CASE("a git that does not answer keeps nobody's deploy") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.processes.on("git config").takes(1h);

    run_loop(fake.loop, project.deploy(FakeProject::to("v2")));

    CHECK(fake.hosts.serving("h1", "shop-web") == "shop-web-v2");
    CHECK(fake.clock.elapsed() < 1min);
}

TEST_CASE("a deadline that passes in the failure path counts as the first request to stop") {
    FakeProject fake;
    const test::TempDir folder;
    folder.write(".kamal/hooks/post-deploy-failure", "#!/bin/sh\n", 0755);
    AskingInHook processes(fake.processes, fake.clock);
    fake.surroundings.project_root = folder.path();
    fake.surroundings.processes = &processes;
    const auto project = fake.serving();
    fake.hosts.on("h1", "docker pull").fails("no space left on device");
    auto options = FakeProject::to("v2");
    options.deadline = 3s;
    options.interrupt = &processes.interrupt;

    const auto error = error_of([&] { run_loop(fake.loop, project.deploy(options)); });

    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::command_failed);
    CHECK(processes.interrupt.requested());
    CHECK(fake.clock.elapsed() < 1min);
}

TEST_CASE("a deadline that has passed leaves the caller's interrupt as it was") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.on("h1", "docker pull").takes(1h).times(1);
    Interrupt interrupt;
    auto options = FakeProject::to("v2");
    options.deadline = 1min;
    options.interrupt = &interrupt;

    const auto error = error_of([&] { run_loop(fake.loop, project.deploy(options)); });
    run_loop(fake.loop, project.deploy(options));

    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timed_out);
    CHECK_FALSE(interrupt.requested());
    CHECK(fake.hosts.serving("h1", "shop-web") == "shop-web-v2");
}

TEST_CASE("a run with a deadline is cancelled as one without") {
    FakeProject fake;
    const auto project = fake.serving();
    fake.hosts.on("h1", "docker pull").takes(1h);
    asio::cancellation_signal cancel;
    asio::io_context loop;
    std::exception_ptr wrong;
    auto options = FakeProject::to("v2");
    options.deadline = 2h;
    asio::co_spawn(loop, project.deploy(options),
                   asio::bind_cancellation_slot(
                       cancel.slot(), [&](std::exception_ptr error, const Report&) { wrong = error; }));
    asio::co_spawn(
        loop,
        [](testing::VirtualClock& clock, asio::cancellation_signal& signal) -> awaitable<void> {
            co_await clock.sleep(1min);
            signal.emit(asio::cancellation_type::terminal);
        }(fake.clock, cancel),
        asio::detached);

    loop.run();

    REQUIRE(wrong);
    try {
        std::rethrow_exception(wrong);
    } catch (const RunError& error) {
        CHECK(error.kind() == ErrorKind::cancelled);
    }
    CHECK(fake.clock.elapsed() < 1h);
    CHECK_FALSE(fake.hosts.locked("h1"));
}

TEST_CASE("an interrupt is for one run: a second one is refused, and the first goes on") {
    FakeProject fake;
    FakeProject other;
    const auto first = fake.serving();
    const auto second = other.serving();
    Interrupt interrupt;
    auto options = FakeProject::to("v2");
    options.interrupt = &interrupt;
    asio::io_context loop;
    std::exception_ptr of_first;
    std::exception_ptr of_second;
    asio::co_spawn(loop, first.deploy(options), [&](std::exception_ptr e, const Report&) { of_first = e; });
    asio::co_spawn(loop, second.deploy(options), [&](std::exception_ptr e, const Report&) { of_second = e; });

    loop.run();

    const auto error = error_of([&] {
        if (of_second) std::rethrow_exception(of_second);
    });
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::usage);
    CHECK(error->hint() == "Make one for each run.");
    CHECK_FALSE(of_first);
    CHECK(fake.hosts.serving("h1", "shop-web") == "shop-web-v2");
}

TEST_CASE("an interruption has four kinds, and any other counts as the first") {
    for (const auto& [asked, told] : std::initializer_list<std::pair<ErrorKind, ErrorKind>>{
             {ErrorKind::interrupted_int, ErrorKind::interrupted_int},
             {ErrorKind::interrupted_term, ErrorKind::interrupted_term},
             {ErrorKind::timed_out, ErrorKind::timed_out},
             {ErrorKind::cancelled, ErrorKind::cancelled},
             {ErrorKind::config, ErrorKind::cancelled}}) {
        FakeProject fake;
        const auto project = fake.serving();
        Interrupt interrupt;
        interrupt.request(asked);
        auto options = FakeProject::to("v2");
        options.interrupt = &interrupt;

        const auto error = error_of([&] { run_loop(fake.loop, project.deploy(options)); });

        REQUIRE(error);
        CHECK(error->kind() == told);
        CHECK(fake.hosts.told().empty());
    }
}

TEST_CASE("a hook that is run alone ends with an error of the kind that stopped it") {
    for (const bool by_cancellation : {true, false}) {
        CAPTURE(by_cancellation);
        Hanging fake("pre-deploy");
        const auto project = fake.load();
        Limits limits;
        if (!by_cancellation) limits.deadline = 5min;
        asio::cancellation_signal cancel;
        asio::io_context loop;
        std::exception_ptr wrong;
        asio::co_spawn(
            loop, project.run_hook("pre-deploy", {}, "deploy", limits),
            asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr e, bool) { wrong = e; }));
        while (fake.timeless.count("pre-deploy") == 0) loop.run_one();
        if (by_cancellation) cancel.emit(asio::cancellation_type::terminal);

        loop.run();

        const auto error = error_of([&] {
            if (wrong) std::rethrow_exception(wrong);
        });
        REQUIRE(error);
        CHECK(error->kind() == (by_cancellation ? ErrorKind::cancelled : ErrorKind::timed_out));
        CHECK(fake.clock.elapsed() == (by_cancellation ? 0s : 5min));
    }
}

TEST_CASE("loading has a deadline, and can be interrupted") {
    for (const bool by_deadline : {true, false}) {
        CAPTURE(by_deadline);
        Hanging fake("slow-vault");
        Interrupt interrupt;
        Limits limits;
        limits.interrupt = &interrupt;
        if (by_deadline) limits.deadline = 1min;
        fake.options.settings = fake.settings;
        fake.options.secrets.reset();
        asio::io_context loop;
        std::exception_ptr wrong;
        asio::co_spawn(loop, Project::load(fake.surroundings, fake.options, limits),
                       [&](std::exception_ptr e, const Project&) { wrong = e; });
        while (fake.timeless.count("slow-vault") == 0) loop.run_one();
        if (!by_deadline) interrupt.request(ErrorKind::interrupted_term);

        loop.run();

        const auto error = error_of([&] {
            if (wrong) std::rethrow_exception(wrong);
        });
        REQUIRE(error);
        CHECK(error->kind() == (by_deadline ? ErrorKind::timed_out : ErrorKind::interrupted_term));
    }
}

TEST_CASE("a command on many hosts has a deadline for all of them") {
    FakeProject fake;
    const auto project = fake.load();
    fake.hosts.on("h2", "^uptime").takes(1h);
    Limits limits;
    limits.deadline = 5s;

    const auto error = error_of([&] { run_loop(fake.loop, project.exec("uptime", {}, limits)); });

    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timed_out);
    CHECK(fake.clock.elapsed() == 5s);
}
