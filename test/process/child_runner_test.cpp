#include "process/child_runner.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "async/run_all.hpp"
#include "base/text.hpp"
#include "child_bench.hpp"

using namespace wheels;
using std::chrono::milliseconds;
using test::ChildBench;
using test::no_children_left;

namespace {

std::size_t peak_memory_kib() {
    std::ifstream status("/proc/self/status");
    std::string word;
    while (status >> word) {
        if (word == "VmHWM:") break;
    }
    std::size_t kib = 0;
    status >> kib;
    return kib;
}

}  // namespace

TEST_CASE("stdout and stderr arrive in the order in which they were written") {
    ChildBench bench;
    std::string expected;
    for (int i = 0; i < 200; ++i)
        expected += "out " + std::to_string(i) + "\nerr " + std::to_string(i) + "\n";

    bench.run(bench.shell("i=0; while [ $i -lt 200 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done"));

    CHECK(bench.output == expected);
}

TEST_CASE("every byte value arrives as it is, a missing last newline stays missing") {
    ChildBench bench;
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    bytes += "\n\n\r\nend";
    bench.directory.write("bytes", bytes);

    bench.run(bench.shell("cat bytes"));

    CHECK(bench.output == bytes);
}

TEST_CASE("what is written arrives at once, also without a newline") {
    ChildBench bench;
    bench.when("partial", [&] { bench.directory.write("go", ""); });

    const auto result =
        bench.run(bench.shell("printf partial; while [ ! -e go ]; do sleep 0.01; done; echo ' line'"));

    CHECK(result.status == 0);
    CHECK(bench.output == "partial line\n");
}

TEST_CASE("the exit status is the child's, and a signal is told from it") {
    const struct {
        const char* script;
        int status;
        std::optional<int> signal;
    } cases[] = {
        {"exit 0", 0, std::nullopt},     {"exit 1", 1, std::nullopt},     {"exit 255", 255, std::nullopt},
        {"kill -9 $$", 137, SIGKILL},    {"kill -TERM $$", 143, SIGTERM}, {"kill -SEGV $$", 139, SIGSEGV},
        {"exit 143", 143, std::nullopt},
    };

    for (const auto& [script, status, signal] : cases) {
        CAPTURE(script);
        ChildBench bench;
        const auto result = bench.run(bench.shell(script));
        CHECK(result.status == status);
        CHECK(result.signal == signal);
        CHECK_FALSE(result.timed_out);
    }
}

TEST_CASE("a child that closes its output early is awaited to its end") {
    ChildBench bench;
    asio::steady_timer later(bench.loop, milliseconds(20));
    later.async_wait([&](const asio::error_code&) { bench.directory.write("go", ""); });

    const auto result =
        bench.run(bench.shell("echo hi; exec >&- 2>&-; while [ ! -e go ]; do sleep 0.01; done; exit 7"));

    CHECK(result.status == 7);
    CHECK(bench.output == "hi\n");
}

TEST_CASE("a child that has ended before anybody reads loses nothing") {
    for (int i = 0; i < 50; ++i) {
        ChildBench bench;
        const auto result = bench.run(ChildSpec({"/bin/echo", "hi"}));
        CHECK(result.status == 0);
        CHECK(bench.output == "hi\n");
    }
}

TEST_CASE("a child gets exactly the environment it was given, its directory, and nothing to read") {
    ChildBench bench;
    ChildSpec env({"/usr/bin/env"});
    env.environment = std::vector<std::string>{"B=2", "A=1 and 'more'\nlines", "EMPTY="};

    bench.run(env);
    CHECK(bench.output == "B=2\nA=1 and 'more'\nlines\nEMPTY=\n");

    bench.output.clear();
    bench.run(bench.shell("pwd -P; readlink /proc/self/fd/0; cat"));
    CHECK(bench.output == std::filesystem::canonical(bench.directory.path()).string() + "\n/dev/null\n");
}

TEST_CASE("a program is looked up in the child's own PATH") {
    ChildBench bench;
    bench.directory.write("bin/tool", "#!/bin/sh\necho mine\n", 0755);
    ChildSpec spec({"tool"});
    spec.directory = bench.directory.path();
    for (const auto& path :
         {bench.directory.path() + "/bin:/usr/bin", std::string("/nowhere:bin:/usr/bin")}) {
        CAPTURE(path);
        bench.output.clear();
        spec.environment = std::vector<std::string>{"PATH=" + path};

        bench.run(spec);

        CHECK(bench.output == "mine\n");
    }
}

TEST_CASE("a script without #! is run by /bin/sh with its arguments") {
    ChildBench bench;
    bench.directory.write("plain", "echo \"$0 $1\"\n", 0755);
    bench.directory.write("empty", "", 0755);
    ChildSpec plain({"./plain", "a b"});
    plain.directory = bench.directory.path();
    ChildSpec empty({"./empty"});
    empty.directory = bench.directory.path();

    CHECK(bench.run(plain).status == 0);
    CHECK(bench.output == "./plain a b\n");
    CHECK(bench.run(empty).status == 0);
}

TEST_CASE("a child has a group and a session of its own, and no terminal") {
    ChildBench bench;

    bench.run(
        bench.shell("echo $$; cut -d' ' -f5,6,7 /proc/$$/stat; (: </dev/tty) 2>/dev/null || echo none"));

    const auto lines = text::lines(bench.output);
    REQUIRE(lines.size() == 3);
    CHECK(lines[1] == lines[0] + " " + lines[0] + " 0");
    CHECK(lines[2] == "none");
}

TEST_CASE("no descriptor and no signal setting of ours gets into a child") {
    ChildBench bench;
    const int leak = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC, as an embedder may have it
    sigset_t blocked;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &blocked, nullptr);
    ::signal(SIGPIPE, SIG_IGN);

    bench.run(bench.shell("ls /proc/$$/fd; :"));
    // 32 and 33 are the C library's own, and ignored in every child of its posix_spawn.
    bench.run(bench.shell("grep -E 'SigBlk|SigIgn' /proc/self/status | sed 's/180000000$/000000000/'"));

    ::signal(SIGPIPE, SIG_DFL);
    ::sigprocmask(SIG_UNBLOCK, &blocked, nullptr);
    ::close(leak);
    CHECK(bench.output == "0\n1\n2\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_CASE("a child works in a process whose standard streams are closed") {
    const pid_t embedder = ::fork();
    if (embedder == 0) {
        for (int fd = 0; fd <= 2; ++fd) ::close(fd);
        bool right = false;
        try {
            ChildBench bench;
            const auto result = bench.run(bench.shell("echo out; echo err >&2; cat"));
            right = result.status == 0 && bench.output == "out\nerr\n";
        } catch (...) {
        }
        ::_exit(right ? 0 : 1);
    }
    int status = -1;
    ::waitpid(embedder, &status, 0);

    CHECK(status == 0);
}

TEST_CASE("a grandchild that holds the pipe is waited for only a moment, and no output is lost") {
    ChildBench bench;
    auto spec = bench.shell("sleep 1000 & echo $!; echo hi");
    spec.linger = milliseconds(30);
    const auto begun = std::chrono::steady_clock::now();

    const auto result = bench.run(spec);

    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
    CHECK(result.status == 0);
    const auto lines = text::lines(bench.output);
    REQUIRE(lines.size() == 2);
    CHECK(lines[1] == "hi");
    const auto sleeper = std::stoi(lines[0]);
    CHECK(test::is_alive(sleeper));  // a daemon that the hook started is its own business
    ::kill(sleeper, SIGKILL);
}

TEST_CASE("what a grandchild writes within the grace is passed on, and its end is not waited out") {
    ChildBench bench;
    const auto begun = std::chrono::steady_clock::now();
    auto spec = bench.shell("(sleep 0.02; echo late) & echo early");
    spec.linger = std::chrono::seconds(20);

    bench.run(spec);

    CHECK(bench.output == "early\nlate\n");
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(10));
}

TEST_CASE("what is in the pipe when the grace is over is read, however slowly it is taken") {
    ChildBench bench;
    auto spec = bench.shell("sleep 1000 & echo $! >pid; head -c 60000 /dev/zero");
    spec.linger = milliseconds(1);
    std::size_t count = 0;
    ByteHandler slow = [&count](std::string_view bytes) {
        count += bytes.size();
        std::this_thread::sleep_for(milliseconds(10));
    };

    test::run_loop(bench.loop, bench.runner.run(spec, slow));

    CHECK(count == 60000);
    pid_t sleeper = 0;
    std::ifstream(bench.directory.path() + "/pid") >> sleeper;
    ::kill(sleeper, SIGKILL);
}

TEST_CASE("half a gigabyte of output needs no memory, and a line of 100 MB neither") {
    for (const auto* script : {"yes 'a line of a hook' | head -c 500M", "head -c 100M /dev/zero"}) {
        CAPTURE(script);
        ChildBench bench;
        std::size_t count = 0;
        std::size_t largest = 0;
        ByteHandler measure = [&](std::string_view bytes) {
            count += bytes.size();
            largest = std::max(largest, bytes.size());
        };
        const auto before = peak_memory_kib();

        test::run_loop(bench.loop, bench.runner.run(bench.shell(script), measure));

        CHECK(count >= 100 * 1024 * 1024);
        CHECK(largest <= 64 * 1024);
        CHECK(peak_memory_kib() - before < 4096);
    }
}

TEST_CASE("sixty children at once leave no zombie and no descriptor") {
    const auto open_descriptors = [] {
        return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                             std::filesystem::directory_iterator());
    };
    ChildBench bench;
    bench.run(bench.shell("true"));  // the loop opens its own descriptors
    const auto before = open_descriptors();
    std::vector<Task> tasks;
    for (int i = 0; i < 60; ++i) {
        auto spec = bench.shell("echo x; exit 3");
        tasks.emplace_back("child", ChildBench::ignore_result(bench.runner, spec, bench.collect()));
    }

    const auto outcomes = test::run_loop(bench.loop, run_all(std::move(tasks), 60, OnFailure::run_all));

    CHECK_NOTHROW(rethrow_first(outcomes));
    CHECK(std::count(bench.output.begin(), bench.output.end(), 'x') == 60);
    CHECK(no_children_left());
    // A thread that watched may be about to close its end, also one of a test before this.
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (open_descriptors() > before && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(milliseconds(1));
    }
    CHECK(open_descriptors() <= before);
}

TEST_CASE("a handler that throws ends the child, and its exception is what the caller gets") {
    ChildBench bench;
    ByteHandler broken = [](std::string_view) { throw std::runtime_error("no room"); };

    CHECK_THROWS_WITH(
        test::run_loop(bench.loop, bench.runner.run(bench.shell("echo x; exec sleep 1000"), broken)),
        "no room");
    CHECK(no_children_left());
}

TEST_CASE("standard error can be kept apart, and dropped") {
    ChildBench bench;
    auto spec = bench.shell("echo out; echo err >&2");
    std::string errors;
    spec.error_output = ChildSpec::ErrorOutput::separate;
    spec.on_error_output = [&errors](std::string_view bytes) { errors += bytes; };

    bench.run(spec);
    CHECK(bench.output == "out\n");
    CHECK(errors == "err\n");

    spec.on_error_output = nullptr;
    bench.run(spec);
    CHECK(bench.output == "out\nout\n");
}

TEST_CASE("the bytes of an input arrive, many or few, and then its end") {
    for (const std::size_t size : {std::size_t(0), std::size_t(1), std::size_t(3000000)}) {
        CAPTURE(size);
        ChildBench bench;
        auto spec = bench.shell("wc -c");
        spec.input = ChildSpec::Input::bytes;
        spec.input_bytes = Secret(std::string(size, 'x'));

        bench.run(spec);

        CHECK(bench.output == std::to_string(size) + "\n");
    }
}
