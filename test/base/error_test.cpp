#include "wheels/error.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace wheels;

namespace {

Failure failure_on(const std::string& host, ErrorKind kind, const std::string& message) {
    Failure failure;
    failure.kind = kind;
    failure.host = host;
    failure.step = "pull image";
    failure.message = message;
    return failure;
}

}  // namespace

TEST_CASE("every kind of error has its name and its exit status") {
    const struct {
        ErrorKind kind;
        std::string name;
        int status;
    } cases[] = {
        {ErrorKind::usage, "usage", 2},
        {ErrorKind::config, "config", 2},
        {ErrorKind::lock_held, "lock_held", 3},
        {ErrorKind::hook_failed, "hook_failed", 4},
        {ErrorKind::connect, "connect", 5},
        {ErrorKind::unknown_host, "unknown_host", 5},
        {ErrorKind::authentication, "authentication", 5},
        {ErrorKind::host_key, "host_key", 5},
        {ErrorKind::connection_lost, "connection_lost", 1},
        {ErrorKind::command_failed, "command_failed", 1},
        {ErrorKind::unhealthy, "unhealthy", 1},
        {ErrorKind::timed_out, "timed_out", 1},
        {ErrorKind::process, "process", 1},
        {ErrorKind::cancelled, "cancelled", 130},
        {ErrorKind::interrupted_int, "interrupted_int", 130},
        {ErrorKind::interrupted_term, "interrupted_term", 143},
        {ErrorKind::internal, "internal", 1},
    };

    std::set<std::string> names;
    for (const auto& c : cases) {
        CAPTURE(c.name);
        CHECK(to_string(c.kind) == c.name);
        CHECK(exit_status(c.kind) == c.status);
        names.insert(c.name);
    }
    CHECK(names.size() == std::size(cases));
}

TEST_CASE("a problem says where it is as far as that is known") {
    CHECK(Problem{"config/deploy.yml", 12, 5, "servers/web", "should be a map"}.to_string() ==
          "config/deploy.yml:12:5: servers/web: should be a map");
    CHECK(Problem{"config/deploy.yml", 12, 0, "", "is odd"}.to_string() == "config/deploy.yml:12: is odd");
    CHECK(Problem{"config/deploy.yml", 0, 5, "", "is missing"}.to_string() ==
          "config/deploy.yml: is missing");
    CHECK(Problem{"", 0, 0, "service", "is missing"}.to_string() == "service: is missing");
}

TEST_CASE("an error of several hosts takes its kind from the first and names the others") {
    const Error error({failure_on("10.0.0.1", ErrorKind::connection_lost, "the connection was lost"),
                       failure_on("10.0.0.2", ErrorKind::command_failed, "exit status 1"),
                       failure_on("10.0.0.3", ErrorKind::command_failed, "exit status 2")});

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message() ==
          "pull image on 10.0.0.1: the connection was lost (also failed: 10.0.0.2, 10.0.0.3)");
    CHECK(error.failures().size() == 3);
    CHECK(std::string(error.what()) == error.message());
}

TEST_CASE("an error of one host, or of none, is said plainly") {
    CHECK(Error({failure_on("10.0.0.1", ErrorKind::command_failed, "exit status 1")}).message() ==
          "pull image on 10.0.0.1: exit status 1");
    CHECK(Error({failure_on("", ErrorKind::hook_failed, "exit status 1")}).message() ==
          "pull image: exit status 1");
    CHECK(Error(std::vector<Failure>{}).kind() == ErrorKind::internal);
}

TEST_CASE("an error of a configuration counts what it does not show") {
    const Problem first{"deploy.yml", 1, 1, "service", "is missing"};

    CHECK(Error({first}).message() == "deploy.yml:1:1: service: is missing");
    CHECK(Error({first, first, first}).message() == "deploy.yml:1:1: service: is missing (and 2 more)");
    CHECK(Error({first}).kind() == ErrorKind::config);
    CHECK(Error({first, first}).problems().size() == 2);
    CHECK_FALSE(Error(std::vector<Problem>{}).message().empty());
}

TEST_CASE("an error's message is one safe line, and its hint is kept") {
    const Error error(ErrorKind::usage, "no \x1b[31msuch\nverb\n", "try --help");

    CHECK(error.message() == "no ?[31msuch verb");
    CHECK(error.hint() == "try --help");
    CHECK(error.failures().empty());
}

TEST_CASE("what was not begun because another one failed is told after that") {
    auto waited = failure_on("h1", ErrorKind::command_failed, "not booted");
    waited.follows_another = true;

    const Error error({waited, failure_on("h2", ErrorKind::connection_lost, "the connection was lost")});

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message() == "pull image on h2: the connection was lost (also failed: h1)");
    CHECK(error.failed_hosts() == std::vector<std::string>{"h2", "h1"});
}
