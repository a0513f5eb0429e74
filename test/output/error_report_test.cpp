#include <doctest/doctest.h>

#include "output/error_report.hpp"

using wheels::Error;
using wheels::ErrorKind;
using wheels::Failure;
using wheels::Problem;
using wheels::output::error_report;
using wheels::output::Paint;

namespace {

Failure failure(std::string host, std::string step, std::string message) {
    Failure failure;
    failure.kind = ErrorKind::command_failed;
    failure.host = std::move(host);
    failure.step = std::move(step);
    failure.message = std::move(message);
    return failure;
}

Problem problem(std::size_t line, std::string key, std::string text) {
    Problem problem;
    problem.file = "config/deploy.yml";
    problem.line = line;
    problem.column = 5;
    problem.key = std::move(key);
    problem.text = std::move(text);
    return problem;
}

}  // namespace

TEST_CASE("a plain error is one line, and its hint another") {
    CHECK(error_report(Error(ErrorKind::hook_failed, "Hook pre-deploy exited with code 1"), Paint()) ==
          "Error: Hook pre-deploy exited with code 1\n");
    CHECK(error_report(Error(ErrorKind::usage, "unknown flag --x", "Did you mean --y?"), Paint()) ==
          "Error: unknown flag --x\nHint: Did you mean --y?\n");
}

TEST_CASE("every problem of a configuration has a line with its place") {
    const Error error(std::vector<Problem>{problem(3, "servers/web", "should be a list"),
                                           problem(7, "image", "is missing")});

    CHECK(error_report(error, Paint()) ==
          "Error: 2 problems in the configuration\n"
          "config/deploy.yml:3:5: servers/web: should be a list\n"
          "config/deploy.yml:7:5: image: is missing\n");
}

TEST_CASE("a failing host is shown with its last lines, and a container with its log") {
    auto failed = failure("10.0.0.2", "boot web", "the container is unhealthy");
    failed.remote_lines = {"Error: target failed\x1b[2K", "bye"};
    failed.container_log = {"listening", "panic"};
    failed.hint = "Look at /up.";

    CHECK(error_report(Error(std::vector<Failure>{failed}), Paint()) ==
          "Error: boot web on 10.0.0.2: the container is unhealthy\n"
          "[10.0.0.2] boot web: the container is unhealthy\n"
          "    Error: target failed^[[2K\n"
          "    bye\n"
          "  Log of the container:\n"
          "    listening\n"
          "    panic\n"
          "  Hint: Look at /up.\n");
}

TEST_CASE("of several failing hosts the first one is in the summary, and all are listed") {
    const Error error(
        std::vector<Failure>{failure("h1", "pull image", "denied"), failure("h2", "pull image", "gone")});

    CHECK(error_report(error, Paint()) ==
          "Error: 2 hosts failed; the first: pull image on h1: denied\n"
          "[h1] pull image: denied\n"
          "[h2] pull image: gone\n");
}

TEST_CASE("a mistake of ours asks for a report") {
    const auto report = error_report(Error(ErrorKind::internal, "vector::at"), Paint());

    CHECK(report.starts_with("Error: vector::at\nThis is a mistake in wheels "));
}
