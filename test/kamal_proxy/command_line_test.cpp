#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "command_line.hpp"
#include "duration.hpp"
#include "http_head.hpp"
#include "service.hpp"

using namespace kamal_proxy;
using namespace std::chrono_literals;

namespace {

std::string error_of(const std::vector<std::string>& words) {
    try {
        parse_command_line(words);
        return "";
    } catch (const CommandError& error) {
        return error.what();
    }
}

Invocation understood(const std::vector<std::string>& words) {
    return parse_command_line(words).value();
}

}  // namespace

TEST_CASE("a duration has a unit") {
    struct Case {
        const char* text;
        std::chrono::nanoseconds value;
    };
    for (const auto& [text, value] :
         {Case{"30s", 30s}, Case{"1h2m3.5s", 1h + 2min + 3500ms}, Case{"250ms", 250ms}, Case{"1.5us", 1500ns},
          Case{"0", 0ns}, Case{"-2s", -2s}}) {
        CAPTURE(text);
        CHECK(parse_duration(text) == value);
    }
    for (const auto* text : {"30", "", "s", "1x", "-", ".s", "1.2.3s", "9999999999h"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(parse_duration(text), std::invalid_argument);
    }
}

TEST_CASE("a duration is shown as Go shows it") {
    CHECK(format_duration(30s) == "30s");
    CHECK(format_duration(90s) == "1m30s");
    CHECK(format_duration(1500ms) == "1.5s");
    CHECK(format_duration(2h) == "2h0m0s");
    CHECK(format_duration(250ms) == "250ms");
    CHECK(format_duration(0s) == "0s");
}

TEST_CASE("flags take their values in both spellings, and lists take several") {
    const auto deploy =
        understood({"deploy", "--target", "a1:80", "app", "--host=x,y", "--host", "z", "--tls=false"});

    CHECK(deploy.command == "deploy");
    CHECK(deploy.service == "app");
    CHECK(deploy.flags.list("target") == std::vector<std::string>{"a1:80"});
    CHECK(deploy.flags.list("host") == std::vector<std::string>{"x", "y", "z"});
    CHECK_FALSE(deploy.flags.boolean("tls"));
    CHECK(deploy.flags.milliseconds("drain-timeout") == 30s);
    CHECK(understood({"rollout", "set", "app", "--percent", "5"}).command == "rollout set");
    CHECK(understood({"rm", "app"}).command == "remove");
}

TEST_CASE("a command line that the real program refuses is refused") {
    CHECK(error_of({"deploy", "app", "--target=app:80", "--deploy-timeout=30"}) ==
          "invalid argument \"30\" for \"--deploy-timeout\" flag: time: missing unit in duration \"30\"");
    CHECK(error_of({"deploy", "app", "--target=app:80", "--nosuch"}) == "unknown flag: --nosuch");
    CHECK(error_of({"deploy", "app"}) == "required flag(s) \"target\" not set");
    CHECK(error_of({"deploy", "app", "--target=app:80", "--tls"}) ==
          "service options invalid: host must be set when using TLS");
    CHECK(error_of({"run", "--drain-timeout=3s"}) == "unknown flag: --drain-timeout");
    CHECK(error_of({"stop"}) == "accepts 1 arg(s), received 0");
}

TEST_CASE("forwarded headers are trusted unless the service has TLS or says otherwise") {
    const std::vector<std::string> words{"deploy", "app", "--target=app:80", "--host=a.test"};
    const auto options_with = [&](const std::vector<std::string>& more) {
        auto all = words;
        all.insert(all.end(), more.begin(), more.end());
        return ServiceOptions(understood(all).flags);
    };

    CHECK(options_with({}).forward_headers);
    CHECK_FALSE(options_with({"--tls"}).forward_headers);
    CHECK(options_with({"--tls", "--forward-headers"}).forward_headers);
    CHECK_FALSE(options_with({"--forward-headers=false"}).forward_headers);
}

TEST_CASE("a request head says whose it is and where its body ends") {
    const auto head = RequestHead::parse(
        "POST /a?b HTTP/1.1\r\nHost: App.test:8080\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive, "
        "X-Hop\r\n"
        "X-Hop: 1\r\nCookie: a=b; kamal-rollout=me\r\n\r\n");

    CHECK(head.host == "App.test");
    CHECK(head.path() == "/a");
    CHECK(head.framing().kind == Framing::Kind::chunked);
    CHECK(head.keeps_alive());
    CHECK(head.fields.cookie("kamal-rollout") == "me");
    auto fields = head.fields;
    fields.remove_hop_by_hop();
    CHECK(fields.lines() == "Host: App.test:8080\r\nCookie: a=b; kamal-rollout=me\r\n");
    CHECK_THROWS_AS(RequestHead::parse("GET /\r\n\r\n"), BadHttp);
    CHECK_THROWS_AS(RequestHead::parse("GET / HTTP/1.1\r\n\r\n"), BadHttp);
}

TEST_CASE("an answer without a length lasts until the connection ends, and some have no body at all") {
    const auto plain = ResponseHead::parse("HTTP/1.0 200 OK\r\n\r\n");

    CHECK(plain.framing("GET").kind == Framing::Kind::until_close);
    CHECK(plain.framing("HEAD").kind == Framing::Kind::none);
    CHECK(ResponseHead::parse("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n").framing("GET").kind ==
          Framing::Kind::none);
    CHECK(ResponseHead::parse("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n").framing("GET").length == 9);
}

TEST_CASE("a split takes the listed cookies and its share of the others") {
    const Split split{0, {"me"}};

    CHECK(split.takes("me"));
    CHECK_FALSE(split.takes("you"));
    CHECK_FALSE(split.takes(std::nullopt));
    CHECK(Split{100, {}}.takes("anybody"));
}
