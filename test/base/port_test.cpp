#include "base/port.hpp"

#include <doctest/doctest.h>

using wheels::parse_port;

TEST_CASE("a port is a number from 1 to 65535") {
    CHECK(parse_port("1") == 1);
    CHECK(parse_port("65535") == 65535);
    for (const auto* text : {"", "0", "65536", "-1", "+1", " 22", "22 ", "22/", "0x16", "ssh"})
        CHECK_FALSE(parse_port(text).has_value());
}
