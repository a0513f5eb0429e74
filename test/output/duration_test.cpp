#include <doctest/doctest.h>

#include "output/duration.hpp"

using namespace std::chrono_literals;
using wheels::output::duration;

TEST_CASE("a time is told in tenths of seconds, and in minutes when it is long") {
    CHECK(duration(0ms) == "0.0 s");
    CHECK(duration(4249ms) == "4.2 s");
    CHECK(duration(59949ms) == "59.9 s");
    CHECK(duration(59950ms) == "1 min 0 s");
    CHECK(duration(125s) == "2 min 5 s");
}
