#include <doctest/doctest.h>

#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;

TEST_CASE("a command's streams, status and lines come back") {
    SshBench bench;
    auto runner = bench.connect();

    const auto result = bench.run(*runner, "echo one; echo two >&2; printf three; exit 7");

    CHECK(result.status == 7);
    CHECK_FALSE(result.signal);
    CHECK(result.out == "one\nthree");
    CHECK(result.err == "two\n");
    const std::vector<std::string> heard{"started test", "test out one", "test err two", "test out three",
                                         "finished test 7"};
    auto sorted = bench.heard.log;
    CHECK(sorted.front() == heard.front());
    CHECK(sorted.back() == heard.back());
    CHECK(std::is_permutation(sorted.begin(), sorted.end(), heard.begin(), heard.end()));
}

TEST_CASE("a command gets its input, and then the end of it") {
    SshBench bench;
    auto runner = bench.connect();
    Command command("count", "wc -c");
    command.input = Secret(std::string("secret\0\n", 8));

    const auto result = bench.run(*runner, command);

    CHECK(result.status == 0);
    CHECK(result.out == "8\n");
}

TEST_CASE("a command that dies of a signal is not a success") {
    SshBench bench;
    auto runner = bench.connect();

    const auto result = bench.run(*runner, "kill -KILL $$");

    CHECK(result.status != 0);
    CHECK(result.signal == "KILL");
}

TEST_CASE("a sequence ends with the first checked command that fails") {
    SshBench bench;
    auto runner = bench.connect();
    Command tolerated("tolerated", "exit 3");
    tolerated.checked = false;
    const Sequence sequence{tolerated, Command("fails", "exit 4"), Command("never", "echo never")};

    const auto results = bench.run(*runner, sequence);

    REQUIRE(results.size() == 2);
    CHECK(results[0].status == 3);
    CHECK(results[1].status == 4);
}

TEST_CASE("a command that takes too long is an error that names it") {
    SshBench bench;
    auto runner = bench.connect();
    Command command("sleepy", "sleep 60");
    command.deadline = std::chrono::seconds(1);

    const auto error = SshBench::error_of([&] { bench.run(*runner, command); });

    CHECK(error.kind() == ErrorKind::timed_out);
    CHECK(error.message() == "sleepy did not end within 1 s on 127.0.0.1");
}
