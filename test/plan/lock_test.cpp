#include "plan/phases/lock.hpp"

#include <doctest/doctest.h>

#include "base/base64.hpp"
#include "commands/lock.hpp"
#include "plan/script.hpp"

using namespace wheels;
using test::PlanBench;
using test::Script;
using State = plan::Lock::State;

namespace {

std::string details(const std::string& message) {
    return base64::encode("Locked by: Ann at 2026-01-01T00:00:00Z\nVersion: v9\nMessage: " + message);
}

}  // namespace

TEST_CASE("a free lock is taken with its directory in one sequence") {
    PlanBench bench;
    Script script(plan::acquire_lock(bench.run, "why"));

    CHECK(script.lines().size() == 2);
    CHECK(bench.run.lock.state == State::asked);
    script.succeed();

    CHECK(script.ended());
    CHECK(bench.run.lock.state == State::ours);
}

TEST_CASE("a lock that is waited for is looked at again and again until the time is up") {
    PlanBench bench;
    bench.run.lock.wait.wait = true;
    bench.run.lock.wait.timeout = std::chrono::seconds(20);
    bench.run.lock.wait.interval = std::chrono::seconds(15);
    Script script(plan::acquire_lock(bench.run, commands::automatic_lock_message));

    script.reply(commands::lock_held_status, "", "");
    script.succeed(details(commands::automatic_lock_message));
    CHECK(script.pause() == std::chrono::seconds(15));
    bench.now += std::chrono::seconds(15);
    script.go_on();
    script.reply(commands::lock_held_status, "", "");
    script.succeed(details(commands::automatic_lock_message));
    CHECK(script.pause() == std::chrono::seconds(5));
    bench.now += std::chrono::seconds(5);
    script.go_on();
    script.reply(commands::lock_held_status, "", "");
    script.succeed(details(commands::automatic_lock_message));

    CHECK(script.ended());
    CHECK(kind_of_end(script) == ErrorKind::lock_held);
    CHECK(bench.run.lock.state == State::not_ours);
    CHECK(bench.notices.front().starts_with("the deploy lock is held: Locked by: Ann"));
}

TEST_CASE("nobody looks at a lock more often than once a second") {
    PlanBench bench;
    bench.run.lock.wait.wait = true;
    bench.run.lock.wait.interval = std::chrono::seconds(0);
    Script script(plan::acquire_lock(bench.run, commands::automatic_lock_message));

    script.reply(commands::lock_held_status, "", "");
    script.succeed(details(commands::automatic_lock_message));

    CHECK(script.pause() == std::chrono::seconds(1));
}

TEST_CASE("only a host that vanished leaves it open whether the lock is ours") {
    const struct {
        ErrorKind kind;
        State state;
    } cases[] = {{ErrorKind::connection_lost, State::asked},
                 {ErrorKind::timed_out, State::asked},
                 {ErrorKind::command_failed, State::not_ours},
                 {ErrorKind::connect, State::not_ours}};
    for (const auto& [kind, state] : cases) {
        PlanBench bench;
        Script script(plan::acquire_lock(bench.run, "why"));
        script.fail(kind, "no");
        CHECK(script.ended());
        CHECK(bench.run.lock.state == state);
    }
}

TEST_CASE("a lock taken by hand is kept when all goes well") {
    PlanBench bench;
    auto phase = plan::take_lock_by_hand("maintenance");
    auto steps = phase.steps(bench.run);
    Script script(std::move(steps.front().dialogue));

    script.succeed();

    CHECK(script.ended());
    CHECK(bench.run.lock.state == State::kept);
    CHECK(bench.run.lock.details.ends_with("Message: maintenance"));
}

TEST_CASE("with the lock of a run around this one nothing is taken or released") {
    PlanBench bench;
    bench.run.lock.inherited = true;
    for (const auto& phase : plan::take_lock({"h1"})) CHECK(phase.steps(bench.run).empty());

    Script release(plan::release_own_lock(bench.run));

    CHECK(release.ended());
}

TEST_CASE("a lock that is somebody else's by now is left alone with a warning") {
    PlanBench bench;
    bench.run.lock.state = State::ours;
    Script script(plan::release_own_lock(bench.run));

    script.reply(commands::lock_held_status, "", "");

    CHECK(script.ended());
    REQUIRE(bench.notices.size() == 1);
    CHECK(bench.notices.front().find("not ours any more") != std::string::npos);
}
