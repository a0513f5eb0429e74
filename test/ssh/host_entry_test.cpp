#include "ssh/host_entry.hpp"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("a host may be written with its user and its port") {
    struct Case {
        std::string entry;
        std::string user;
        std::string host;
        int port;
    };
    const Case cases[] = {
        {"10.0.0.1", "", "10.0.0.1", 0},
        {"web-1.test:2222", "", "web-1.test", 2222},
        {"deploy@10.0.0.1", "deploy", "10.0.0.1", 0},
        {"deploy@10.0.0.1:2222", "deploy", "10.0.0.1", 2222},
        {"[::1]:2222", "", "::1", 2222},
        {"deploy@[fe80::1]", "deploy", "fe80::1", 0},
        {"::1", "", "::1", 0},
        {"deploy@::1", "deploy", "::1", 0},
        {"web:ssh", "", "web:ssh", 0},
        {"web:0", "", "web:0", 0},
        {"web:65536", "", "web:65536", 0},
        {"[::1", "", "[::1", 0},
        {"@web", "", "@web", 0},
    };
    for (const auto& each : cases) {
        CAPTURE(each.entry);

        const auto found = wheels::ssh::parse_host_entry(each.entry);

        CHECK(found.user.value_or("") == each.user);
        CHECK(found.host == each.host);
        CHECK(found.port.value_or(0) == each.port);
    }
}
