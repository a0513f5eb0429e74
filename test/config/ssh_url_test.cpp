#include "config/ssh_url.hpp"

#include <doctest/doctest.h>

#include <string>

using wheels::config::parse_ssh_url;

TEST_CASE("an address of a docker daemon over SSH has user, host and port") {
    const struct {
        const char* text;
        const char* user;
        const char* host;
        int port;
    } cases[] = {
        {"ssh://root@10.0.0.9", "root", "10.0.0.9", 22},
        {"ssh://builder.example.com", "", "builder.example.com", 22},
        {"SSH://deploy@builder:2222", "deploy", "builder", 2222},
        {"ssh://deploy:ignored@builder:2222/var/run/docker.sock", "deploy", "builder", 2222},
        {"ssh://root@[fd00::9]:2200", "root", "fd00::9", 2200},
        {"ssh://[fd00::9]", "", "fd00::9", 22},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto url = parse_ssh_url(c.text);
        REQUIRE(url.has_value());
        CHECK(url->user == c.user);
        CHECK(url->host == c.host);
        CHECK(url->port == c.port);
    }
}

TEST_CASE("what is no such address is none") {
    for (const std::string text :
         {"tcp://10.0.0.9:2375", "ssh://", "ssh://root@", "ssh://host:", "ssh://host:0", "ssh://host:70000",
          "ssh://host:22x", "ssh://[fd00::9", "ssh://[fd00::9]x", "ssh:/host", "host", ""}) {
        CAPTURE(text);
        CHECK_FALSE(parse_ssh_url(text).has_value());
    }
}
