#include "base/date_time.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wheels;
using std::chrono::seconds;
using std::chrono::system_clock;

TEST_CASE("a time as Docker writes it is read to the nanosecond") {
    const struct {
        std::string text;
        std::chrono::nanoseconds since_1970;
    } cases[] = {
        {"1970-01-01T00:00:00Z", seconds(0)},
        {"2026-11-27T02:40:12Z", seconds(1795747212)},
        {"2026-11-27T02:40:12.5Z", seconds(1795747212) + std::chrono::milliseconds(500)},
        {"2026-11-27T02:40:12.123456789Z", seconds(1795747212) + std::chrono::nanoseconds(123456789)},
        {"2026-11-27T04:40:12+02:00", seconds(1795747212)},
        {"2026-11-26T21:10:12-05:30", seconds(1795747212)},
        {"2024-02-29T00:00:00Z", seconds(1709164800)},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto time = parse_date_time(c.text);
        REQUIRE(time.has_value());
        CHECK(time->time_since_epoch() == c.since_1970);
    }
}

TEST_CASE("what is no time is none, and neither is Docker's word for never") {
    for (const std::string text : {"", "0001-01-01T00:00:00Z", "2026-11-27", "2026-11-27T02:40:12",
                                   "2026-13-27T02:40:12Z", "2026-02-30T02:40:12Z", "2026-11-27 02:40:12Z",
                                   "2026-11-27T02:40:12ZZ", "2026-11-27T-2:40:12Z", "<no value>"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_date_time(text).has_value());
    }
}

TEST_CASE("a time is told to the minute") {
    CHECK(in_words(system_clock::time_point(seconds(1795747212))) == "2026-11-27 02:40 UTC");
    CHECK(in_words(system_clock::time_point()) == "1970-01-01 00:00 UTC");
    CHECK(iso8601(system_clock::time_point(seconds(1795747212))) == "2026-11-27T02:40:12Z");
}

TEST_CASE("an age has the largest unit of which there are two") {
    const struct {
        long age;
        std::string words;
    } cases[] = {{-5, "0 seconds"},  {0, "0 seconds"},         {1, "1 second"},   {119, "119 seconds"},
                 {120, "2 minutes"}, {7199, "119 minutes"},    {7200, "2 hours"}, {172799, "47 hours"},
                 {172800, "2 days"}, {864000000, "10000 days"}};
    for (const auto& c : cases) CHECK(age_in_words(seconds(c.age)) == c.words);
}
