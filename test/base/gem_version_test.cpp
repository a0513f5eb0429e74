#include "base/gem_version.hpp"

#include <doctest/doctest.h>

#include <string>

using wheels::gem_version::is_older;
using wheels::gem_version::is_valid;

TEST_CASE("versions are ordered as RubyGems orders them") {
    struct Case {
        std::string older;
        std::string newer;
    };
    const Case cases[] = {
        {"2.12.0", "2.12.1"},
        {"2.9", "2.12"},
        {"2.12.0.rc1", "2.12.0"},
        {"2.12.0", "2.13.0.a"},
        {"2.12.0.a", "2.12.0.b"},
        {"2.12.0-1", "2.12.0"},
        {"2.12", "2.12.0.1"},
        {"2.12.0.rc2", "2.12.0.rc10"},
        {"99999999999999999998", "99999999999999999999"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.older);
        CAPTURE(each.newer);
        CHECK(is_older(each.older, each.newer));
        CHECK_FALSE(is_older(each.newer, each.older));
    }
    for (const auto* same : {"2.12", "2.12.0.0", "02.12"}) {
        CAPTURE(same);
        CHECK_FALSE(is_older(same, "2.12.0"));
        CHECK_FALSE(is_older("2.12.0", same));
    }
}

TEST_CASE("a version begins with a number, and its parts are words") {
    for (const auto* good : {"2", "2.12.0", "2.12.0.beta1", "2.12.0-1", "2.0-x-y.z", " 2.0 ", ""}) {
        CAPTURE(good);
        CHECK(is_valid(good));
    }
    for (const auto* bad : {"v2", "x", "2.", ".2", "2..0", "1e3", "2 0", "-1", "2.0-", "2.\u00e4"}) {
        CAPTURE(bad);
        CHECK_FALSE(is_valid(bad));
    }
}
