#include "base/signal_name.hpp"

#include <doctest/doctest.h>
#include <signal.h>

TEST_CASE("signals have POSIX's names, and those without one their numbers") {
    CHECK(wheels::signal_name(SIGKILL) == "SIGKILL");
    CHECK(wheels::signal_name(SIGXFSZ) == "SIGXFSZ");
    CHECK(wheels::signal_name(0) == "0");
    CHECK(wheels::signal_name(SIGRTMIN + 1) == std::to_string(SIGRTMIN + 1));
}
