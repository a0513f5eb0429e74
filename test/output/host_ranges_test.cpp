#include "output/host_ranges.hpp"

#include <doctest/doctest.h>

using wheels::output::host_ranges;

TEST_CASE("names that differ in their last number alone are told together") {
    struct Case {
        std::vector<std::string> hosts;
        std::string told;
    };
    const std::vector<Case> cases{
        {{}, ""},
        {{"web"}, "web"},
        {{"web-01"}, "web-01"},
        {{"web-01", "web-02", "web-03"}, "web-[01-03]"},
        {{"web-01", "web-02", "web-04", "db"}, "web-[01-02,04], db"},
        {{"web-3", "web-1", "web-2"}, "web-[1-3]"},
        {{"web-08", "web-09", "web-10", "web-11"}, "web-[08-11]"},
        {{"web-9", "web-10"}, "web-[9-10]"},
        {{"web-1", "web-01"}, "web-1, web-01"},
        {{"web-1", "web-1"}, "web-1"},
        {{"a1.test", "a2.test", "b1.test"}, "a[1-2].test, b1.test"},
        {{"10.0.0.1", "10.0.0.2", "10.0.1.1"}, "10.0.0.[1-2], 10.0.1.1"},
        {{"7", "8"}, "[7-8]"},
        {{"x99999999999999999999", "x99999999999999999998"}, "x99999999999999999999, x99999999999999999998"},
        {{""}, ""},
    };
    for (const auto& [hosts, told] : cases) CHECK(host_ranges(hosts) == told);
}
