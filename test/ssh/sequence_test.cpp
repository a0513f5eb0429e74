#include <doctest/doctest.h>

#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

Command with_input(std::string name, std::string line, std::string input) {
    Command command(std::move(name), std::move(line));
    command.input = Secret(std::move(input));
    return command;
}

Command unchecked(std::string name, std::string line) {
    Command command(std::move(name), std::move(line));
    command.checked = false;
    return command;
}

long requests(const std::string& log) {
    long count = 0;
    for (auto at = log.find("Starting session: command"); at != std::string::npos;
         at = log.find("Starting session: command", at + 1)) {
        ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a sequence is one request, and every command's output, status and input stay its own") {
    SshBench bench;
    auto runner = bench.connect();
    const Sequence sequence{
        Command("lines", "echo one; echo two >&2"),
        with_input("input", "cat; echo >&2 done",
                   "a 'secret' \\ with\n$everything `in` \"it\"\n\t\xc3\xa4\x81"),
        Command("unterminated", "printf 'no newline'; printf 'here neither' >&2"),
        unchecked("fails", "exit 3"),
        Command("silent", "true"),
        Command("pid", "echo $$; exit 0; echo never"),
    };

    const auto results = bench.run(*runner, sequence);

    REQUIRE(results.size() == 6);
    CHECK(results[0].out == "one\n");
    CHECK(results[0].err == "two\n");
    CHECK(results[1].out == sequence[1].input.reveal());
    CHECK(results[1].err == "done\n");
    CHECK(results[2].out == "no newline");
    CHECK(results[2].err == "here neither");
    CHECK(results[3].status == 3);
    CHECK(results[4].out.empty());
    CHECK(results[4].status == 0);
    CHECK(results[5].status == 0);
    CHECK(requests(bench.sshd.log()) == 1);
}

TEST_CASE("the observer hears a sequence's commands one after the other") {
    SshBench bench;
    auto runner = bench.connect();

    bench.run(*runner, {Command("a", "echo 1"), Command("b", "echo 2 >&2"), Command("c", "printf 3")});

    CHECK(bench.heard.log == std::vector<std::string>{"started a", "a out 1", "finished a 0", "started b",
                                                      "b err 2", "finished b 0", "started c", "c out 3",
                                                      "finished c 0"});
}

TEST_CASE("a failing checked command ends the script, too") {
    SshBench bench;
    auto runner = bench.connect();
    const auto file = bench.sshd.folder() + "/touched";

    const auto results =
        bench.run(*runner, {Command("a", "true"), Command("b", "exit 9"), Command("c", "touch " + file),
                            with_input("d", "cat", "unused")});

    REQUIRE(results.size() == 2);
    CHECK(results[1].status == 9);
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(bench.run(*runner, "echo still there").out == "still there\n");
}

TEST_CASE("input that a command reads in part, or not at all, does not reach the next one") {
    SshBench bench;
    auto runner = bench.connect();
    const std::string much(15000, 'm');

    const auto results =
        bench.run(*runner, {with_input("first line", "read -r line; echo \"$line\"", "one\ntwo\n" + much),
                            with_input("deaf", "true", much), with_input("whole", "wc -c", "12345"),
                            Command("none", "wc -c")});

    REQUIRE(results.size() == 4);
    CHECK(results[0].out == "one\n");
    CHECK(results[1].status == 0);
    CHECK(results[2].out == "5\n");
    CHECK(results[3].out == "0\n");
}

TEST_CASE("binary and large inputs arrive byte for byte, between others") {
    SshBench bench;
    auto runner = bench.connect();
    std::string binary;
    for (int i = 0; i < 300000; ++i) binary += static_cast<char>(i * 7 % 256);
    const std::string zeros("a\0\0b\n", 5);

    const auto results = bench.run(*runner, {Command("before", "echo 1"), with_input("binary", "cat", binary),
                                             with_input("zeros", "cat", zeros), Command("after", "echo 2")});

    REQUIRE(results.size() == 4);
    CHECK(results[1].out == binary);
    CHECK(results[2].out == zeros);
    CHECK(results[3].out == "2\n");
}

TEST_CASE(
    "huge binary output on both streams is kept apart, cut to the lines within its limit, and does not mix") {
    SshBench bench;
    auto runner = bench.connect();
    const std::string noise =
        "head -c 3000000 /dev/urandom; head -c 3000000 /dev/zero >&2; printf '\\ntail' >&2";

    const auto results = bench.run(*runner, {Command("noise", noise), Command("quiet", "echo quiet")});

    REQUIRE(results.size() == 2);
    CHECK(results[0].out.size() <= ExecResult::output_limit);
    CHECK(results[0].out.size() > ExecResult::output_limit - 65536);
    CHECK(results[0].out.ends_with('\n'));
    CHECK(results[0].err == "tail");
    CHECK(results[1].out == "quiet\n");
    CHECK(results[1].err.empty());
}

TEST_CASE("a command that shows the script does not end it") {
    SshBench bench;
    auto runner = bench.connect();

    const auto results = bench.run(
        *runner, {Command("ps", "tr '\\0' '\\n' < /proc/$$/cmdline"), Command("after", "echo after")});

    REQUIRE(results.size() == 2);
    CHECK(results[0].out.find("printf") != std::string::npos);
    CHECK(results[1].out == "after\n");
}

TEST_CASE("a child left in the background holds up neither the sequence nor its end") {
    SshBench bench;
    auto runner = bench.connect();
    const auto begun = std::chrono::steady_clock::now();

    const auto results =
        bench.run(*runner, {Command("leaves one", "sleep 9 & echo left"), Command("next", "echo next"),
                            Command("leaves another", "sleep 9 >&2 & true")});

    REQUIRE(results.size() == 3);
    CHECK(results[0].out == "left\n");
    CHECK(results[1].out == "next\n");
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
    CHECK(bench.run(*runner, "echo alive").out == "alive\n");
}

TEST_CASE("commands of a sequence do not see each other's shell, and cannot end it") {
    SshBench bench;
    auto runner = bench.connect();

    const auto results = bench.run(
        *runner, {Command("sets", "cd /tmp; X=1; export X; umask 0; trap 'echo trapped' EXIT"),
                  Command("sees", "pwd; echo \"x=$X\"; umask"), unchecked("syntax", "if then ("),
                  unchecked("dies", "kill -KILL $(sh -c 'echo $PPID')"), Command("lives", "echo lives")});

    REQUIRE(results.size() == 5);
    CHECK(results[0].out == "trapped\n");
    CHECK(results[1].out.find("/tmp") == std::string::npos);
    CHECK(results[1].out.find("x=\n") != std::string::npos);
    CHECK(results[2].status == 2);
    CHECK(results[3].status == 137);
    CHECK(results[3].err.empty());
    CHECK(results[4].out == "lives\n");
}

TEST_CASE("a command that kills the script as well is how that command ended, and the rest still runs") {
    SshBench bench;
    auto runner = bench.connect();

    const auto results =
        bench.run(*runner, {Command("before", "echo before"),
                            unchecked("kills", "echo out; kill -TERM $(ps -o pgid= -p $$); sleep 1"),
                            Command("after", "echo after")});

    REQUIRE(results.size() == 3);
    CHECK(results[1].out == "out\n");
    CHECK(results[1].status == 143);
    CHECK(results[1].signal == "TERM");
    CHECK(results[2].out == "after\n");
}

TEST_CASE("every command of a sequence has its own deadline, and the error names the late one") {
    SshBench bench;
    auto runner = bench.connect();
    Sequence sequence{Command("quick", "sleep 0.7"), Command("also quick", "sleep 0.7"),
                      Command("late", "sleep 60")};
    for (auto& command : sequence) command.deadline = std::chrono::seconds(1);

    const auto error = SshBench::error_of([&] { bench.run(*runner, sequence); });

    CHECK(error.kind() == ErrorKind::timed_out);
    CHECK(error.message() == "late did not end within 1 s on 127.0.0.1");
    CHECK(bench.heard.log.back() == "started late");
}

TEST_CASE("lines too long for a request are carried out all the same") {
    SshBench bench;
    auto runner = bench.connect();
    const std::string argument(200000, 'y');

    const auto results =
        bench.run(*runner, {Command("before", "echo 1"),
                            with_input("long", "x='" + argument + "'; cat; echo ${#x}", "input "),
                            Command("after", "echo 2")});

    REQUIRE(results.size() == 3);
    CHECK(results[1].out == "input 200000\n");
    CHECK(results[2].out == "2\n");
}
