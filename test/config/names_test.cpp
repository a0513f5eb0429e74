#include "config/names.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace wheels::config;

TEST_CASE("the app's image is a name in small letters, without server, tag and digest") {
    for (const auto* name : {"app", "acme/app", "acme/a-b/c_d", "a--b", "a__b", "a.b", "9/9",
                             "registry.example.com:5000/acme/app", "localhost/app", "ghcr.io/acme/app"}) {
        CAPTURE(name);
        CHECK(wrong_with_repository(name, true) == "");
    }
    struct Case {
        std::string name;
        std::string wrong;
    };
    const Case cases[] = {
        {"Acme/App", "has capital letters, which no image has: write `acme/app`"},
        {"acme/app:latest", "has the tag `latest`, but the version is the tag: write `acme/app`"},
        {"acme/app@sha256:0a", "has a digest, but the version decides which image runs: write `acme/app`"},
        {"https://ghcr.io/acme/app/", "is the name alone: write `ghcr.io/acme/app`"},
        {"/app", "has nothing before, behind or between its slashes: write NAME or OWNER/NAME"},
        {"acme//app", "has nothing before, behind or between its slashes: write NAME or OWNER/NAME"},
        {"registry.example.com:70000/app",
         "has no port from 1 to 65535 behind its colon: write HOST or HOST:PORT"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.name);
        CHECK(wrong_with_repository(each.name, true) == each.wrong);
    }
    for (const auto* name : {"my app", "app-", "-app", "a..b", "a___b", "a_-b", "\xc3\xa4pp", "${X}"}) {
        CAPTURE(name);
        CHECK(wrong_with_repository(name, true) ==
              "is no name of an image: it has letters and digits, with single `.`, `_` or `-` between them, "
              "and slashes");
    }
    CHECK(wrong_with_repository("localhost:5000/app", true) == "");
    CHECK(wrong_with_repository("localhost:5000/app", false) != "");
}

TEST_CASE("an accessory's image may have a tag and a digest") {
    for (const auto* name : {"mysql", "mysql:8.0", "postgres:16-alpine", "busybox@sha256:0a1b",
                             "r.test:5000/a/b:v1.2_3@sha256:0a1b", "quay.io/a/b"}) {
        CAPTURE(name);
        CHECK(wrong_with_image(name, true) == "");
    }
    CHECK(wrong_with_image("mysql:", true) == "has no tag behind its colon");
    CHECK(wrong_with_image("mysql:8 0", true) != "");
    CHECK(wrong_with_image("mysql@8.0", true) == "`8.0` is no digest: it begins with `sha256:`");
    CHECK(wrong_with_image("MySQL:8.0", true) == "has capital letters, which no image has: write `mysql`");
}

TEST_CASE("a container's name is one that docker takes") {
    for (const auto* name : {"db", "my-db", "my_db.1", "0db"}) {
        CAPTURE(name);
        CHECK(wrong_with_container_name(name) == "");
    }
    for (const auto* name : {"my db", "-db", "d", "", "db/1", "d\xc3\xa4"}) {
        CAPTURE(name);
        CHECK(wrong_with_container_name(name) != "");
    }
}

TEST_CASE("a registry's server is a host, with a port and folders if need be") {
    for (const auto* server : {"ghcr.io", "registry.example.com:5000", "registry.gitlab.com/group/app",
                               "127.0.0.1", "[::1]:5000", "Registry.Example.Com"}) {
        CAPTURE(server);
        CHECK(wrong_with_registry_server(server) == "");
    }
    CHECK(wrong_with_registry_server("https://ghcr.io/") == "is the host alone: write `ghcr.io`");
    CHECK(wrong_with_registry_server("ghcr.io/") == "is the host alone: write `ghcr.io`");
    CHECK(wrong_with_registry_server("ghcr.io:0") ==
          "has no port from 1 to 65535 behind its colon: write HOST or HOST:PORT");
    CHECK(wrong_with_registry_server("ghcr io") == "is no host: write HOST or HOST:PORT");
    CHECK(wrong_with_registry_server("${SERVER}") == "is no host: write HOST or HOST:PORT");
}

TEST_CASE("a host of the proxy is a name alone") {
    for (const auto* host : {"app.example.com", "*.example.com", "localhost", "${HOSTNAME}.test"}) {
        CAPTURE(host);
        CHECK(wrong_with_proxy_host(host) == "");
    }
    CHECK(wrong_with_proxy_host("https://a.test/") == "is the name alone: write `a.test`");
    CHECK(wrong_with_proxy_host("a.test/api") ==
          "is the name alone: write `a.test`, and the path under `path_prefix`");
    for (const auto* host : {"a test", ".example.com", "a..test"}) {
        CAPTURE(host);
        CHECK(wrong_with_proxy_host(host) == "is no name of a host");
    }
}

TEST_CASE("a host to log in to is a name or an address, with user and port if need be") {
    for (const auto* host : {"web-1.example.com", "10.0.0.1", "10.0.0.1:2222", "me@web", "me@web:22", "::1",
                             "fe80::1%eth0", "[::1]", "me@[::1]:22",
                             "w\xc3\xa4"
                             "b"}) {
        CAPTURE(host);
        CHECK(wrong_with_host(host) == "");
    }
    for (const auto* host : {"web:0", "web:70000", "web:", "web:ssh", "[::1]:0"}) {
        CAPTURE(host);
        CHECK(wrong_with_host(host) ==
              "'" + std::string(host) + "' is no host: a port is a number from 1 to 65535");
    }
    for (const auto* host : {"", " ", ".example.com", "a..b", "a,b", "ssh://web", "web 1", "-web", "$(web)",
                             "me@", "web;ls", "we*b"}) {
        CAPTURE(host);
        CHECK(wrong_with_host(host) == "'" + std::string(host) + "' is no host: write a name or an address");
    }
    CHECK(wrong_with_host("${WEB}").find("is replaced in values") != std::string::npos);
}

TEST_CASE("a published port is written as for docker") {
    for (const auto* port : {"80", "8080:80", "127.0.0.1:8080:80", "[::1]:8080:80", "127.0.0.1::80", "0:80",
                             "8000-8010:8000-8010", "53:53/udp", "80/tcp", "127.0.0.1:53:53/udp"}) {
        CAPTURE(port);
        CHECK(wrong_with_published_port(port) == "");
    }
    for (const auto* port :
         {"0", "70000", "80:0", "80:70000", "99999:80", "a", "80:", ":80", "80:a", "80/tpc", "1-2-3"}) {
        CAPTURE(port);
        CHECK(wrong_with_published_port(port) ==
              "should be PORT, HOST_PORT:PORT or ADDRESS:HOST_PORT:PORT, with ports from 1 to 65535");
    }
}

TEST_CASE("a volume is mounted at a whole path") {
    for (const auto* volume :
         {"/data", "data:/data", "./x:/data:ro", "$HOME/x:/data", "${D:-/a}:x", "$(pwd):x", "a:$PLACE"}) {
        CAPTURE(volume);
        CHECK(wrong_with_volume(volume) == "");
    }
    CHECK(wrong_with_volume("data:srv/data:ro") == "the path in the container has to begin with /");
    CHECK(wrong_with_volume("data:") == "the path in the container has to begin with /");
    CHECK(wrong_with_volume(":/data") == "should be SOURCE:/PATH");
    for (const auto* volume : {"data", ""}) {
        CAPTURE(volume);
        CHECK(wrong_with_volume(volume) ==
              "the path in the container has to begin with /, and what is mounted there stands before: "
              "SOURCE:/PATH");
    }
}
