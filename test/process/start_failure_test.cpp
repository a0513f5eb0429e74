#include "process/start_failure.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <string>

#include "child_bench.hpp"

using namespace wheels;
using test::ChildBench;

namespace {

std::string error_of(ChildBench& bench, ChildSpec spec) {
    try {
        bench.run(std::move(spec));
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::process);
        return error.message();
    }
    return "no error";
}

}  // namespace

TEST_CASE("an error says why a file cannot be started") {
    ChildBench bench;
    bench.directory.write("plain", "#!/bin/sh\n", 0644);
    bench.directory.write("no-interpreter", "#! /no/such/sh -e\n", 0755);
    bench.directory.write("windows", "#!/bin/sh\r\necho hi\r\n", 0755);
    bench.directory.write("data", "x", 0644);
    bench.directory.write("bad-interpreter", "#!" + bench.directory.path() + "/data\n", 0755);
    bench.directory.write("folder/file", "");
    const struct {
        const char* file;
        std::string why;
    } cases[] = {
        {"./missing", "No such file or directory"},
        {"./plain", "it is not executable"},
        {"./folder", "it is a directory"},
        {"./no-interpreter", "no such interpreter: /no/such/sh"},
        {"./windows",
         "no such interpreter: /bin/sh followed by a carriage return; save the file with Unix line ends"},
        {"./bad-interpreter",
         "permission denied for it or its interpreter " + bench.directory.path() + "/data"},
        {"no-such-program", "it is not in PATH"},
        {"./data/below", "Not a directory"},
    };

    for (const auto& [file, why] : cases) {
        CAPTURE(file);
        ChildSpec spec({file});
        spec.directory = bench.directory.path();
        CHECK(error_of(bench, spec) == std::string(file) + " cannot be started: " + why);
    }
    CHECK(test::no_children_left());
}

TEST_CASE("a directory that is not there and an environment that is too large are told as such") {
    ChildBench bench;
    auto lost = bench.shell("true");
    lost.directory = "/no/such/directory";
    auto large = bench.shell("true");
    large.environment = std::vector<std::string>{"KAMAL_HOSTS=" + std::string(200000, 'x')};

    CHECK(error_of(bench, lost) == "/bin/sh cannot be started: no such directory: /no/such/directory");
    CHECK(error_of(bench, large) == "/bin/sh cannot be started: its arguments and environment are too large");
}

TEST_CASE("where SIGCHLD is ignored, nothing is started, because nobody could know how it ends") {
    struct sigaction no_wait{};
    no_wait.sa_handler = SIG_DFL;
    no_wait.sa_flags = SA_NOCLDWAIT;
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    for (const auto& action : {no_wait, ignore}) {
        ChildBench bench;
        ::sigaction(SIGCHLD, &action, nullptr);

        const auto message = error_of(bench, bench.shell("echo started > file"));

        ::signal(SIGCHLD, SIG_DFL);
        CHECK(message.find("ignores SIGCHLD") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(bench.directory.path() + "/file"));
    }
}

TEST_CASE("a child that somebody else has reaped is an error, not a success") {
    ChildBench bench;
    auto spec = bench.shell("echo gone; exit 1");
    bench.when("gone", [] { ::waitpid(-1, nullptr, 0); });

    CHECK(error_of(bench, spec).find("somebody else in this process reaped it") != std::string::npos);
}
