#include <doctest/doctest.h>

#include <string>

#include "output/still_running.hpp"

using wheels::output::StillRunning;
namespace event = wheels::event;

namespace {

event::CommandStarted start(std::string host, std::string name = "pull image") {
    return {std::move(host), std::move(name), "docker …"};
}

// What is said in so many seconds.
std::string after(StillRunning& running, int seconds) {
    std::string said;
    for (int i = 0; i < seconds; ++i) said += running.tick();
    return said;
}

}  // namespace

TEST_CASE("what runs on which hosts is said after ten seconds of silence, and every thirty seconds more") {
    StillRunning running;
    running.hear(start("h1"));
    running.hear(start("h2"));

    CHECK(after(running, 9).empty());
    CHECK(after(running, 1) == "Still running after 10.0 s: pull image on h1, h2\n");
    CHECK(after(running, 29).empty());
    running.hear(event::CommandFinished{"h1", "pull image", 0, {}});
    CHECK(after(running, 1) == "Still running after 40.0 s: pull image on h2\n");
}

TEST_CASE("whatever else is told begins the silence anew") {
    StillRunning running;
    running.hear(start("h1"));
    after(running, 9);

    running.told();

    CHECK(after(running, 9).empty());
    CHECK(after(running, 1) == "Still running after 19.0 s: pull image on h1\n");
}

TEST_CASE("nothing is said while nothing runs, nor into the lines of a hook") {
    StillRunning running;
    CHECK(after(running, 100).empty());
    running.hear(start("h1"));
    running.hear(event::HookStarted{"pre-app-boot"});
    CHECK(after(running, 100).empty());
    running.hear(event::HookFinished{"pre-app-boot", 0, {}});
    running.hear(event::HostFailed{[] {
        wheels::Failure failure;
        failure.host = "h1";
        return failure;
    }()});
    CHECK(after(running, 100).empty());
}

TEST_CASE("of many hosts a few are named") {
    StillRunning running;
    for (int i = 1; i <= 9; ++i) running.hear(start("h" + std::to_string(i)));
    running.hear(start("h1", "run container"));

    CHECK(after(running, 10) ==
          "Still running after 10.0 s: pull image on h1, h2, h3, h4 and 5 more; run container on h1\n");
}
