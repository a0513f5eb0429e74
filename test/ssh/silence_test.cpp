#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>

#include "ssh/slow_line.hpp"
#include "ssh/ssh_bench.hpp"
#include "support/cancellable.hpp"

// Every wait for a host ends, and when is known beforehand. The limits are a tenth of the real ones, or less.

using namespace wheels;
using namespace wheels::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

/// A host behind a line that can go dead, and limits that a test can wait for.
struct SilentBench : SshBench {
    SilentBench() : line(loop, sshd.port()) {
        options.port = line.port();
        options.connect_limit = milliseconds(1000);
        options.forward_limit = milliseconds(800);
        options.keepalive_interval = milliseconds(500);
        options.keepalive_limit = milliseconds(2500);
        write_known_hosts(sshd.known_hosts_line("127.0.0.1", "ed25519", line.port()));
    }

    template <typename Work>
    Error error_of(const std::string& what, Work work) {
        const auto begun = steady_clock::now();
        auto error = SshBench::error_of(work);
        took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
        MESSAGE(what, ": ", took.count(), " ms: ", error.message());
        return error;
    }

    SlowLine line;
    milliseconds took{0};
};

/// Takes what is sent to a port of this machine away, as a cable does that is pulled out.
class CableOut {
public:
    explicit CableOut(std::uint16_t port) : port_(std::to_string(port)) { table("-I"); }
    ~CableOut() { table("-D"); }
    CableOut(const CableOut&) = delete;
    CableOut& operator=(const CableOut&) = delete;

    static bool possible() { return ::geteuid() == 0 && std::filesystem::exists("/usr/sbin/iptables"); }

private:
    void table(const std::string& verb) const {
        for (const std::string side : {"--dport", "--sport"}) {
            run_tool({"/usr/sbin/iptables", "-w", verb, "INPUT", "-i", "lo", "-p", "tcp", side, port_, "-j",
                      "DROP"});
        }
    }
    std::string port_;
};

awaitable<void> serve(Forward& forward) {
    co_await forward.serve();
}

}  // namespace

TEST_CASE("a host that falls silent while one logs in is given up when the limit to connect is over") {
    struct Case {
        std::size_t bytes;  // that come from the host
        std::string told;
    };
    const Case cases[] = {
        {0, "no answer to the SSH handshake in time"},     // nothing at all
        {20, "no answer to the SSH handshake in time"},    // in the middle of its version
        {600, "no answer to the SSH handshake in time"},   // of its list of methods
        {1250, "no answer to the SSH handshake in time"},  // of the key exchange
    };
    for (const auto& [bytes, told] : cases) {
        CAPTURE(bytes);
        SilentBench bench;
        bench.line.go_dead_after(bytes);

        const auto error =
            bench.error_of("silent after " + std::to_string(bytes) + " bytes", [&] { bench.connect(); });

        CHECK(error.kind() == ErrorKind::connect);
        CHECK(error.message().find(told) != std::string::npos);
        CHECK(bench.took >= milliseconds(950));
        CHECK(bench.took < milliseconds(3000));
    }
}

TEST_CASE("a host that falls silent before it has said what it thinks of a key is given up in time, too") {
    SilentBench bench;
    std::ofstream(bench.sshd.folder() + "/authorized_keys").close();
    SshBench::error_of([&] { bench.connect(); });
    constexpr std::size_t most_of_an_answer = 34;
    bench.line.go_dead_after(bench.line.passed() - most_of_an_answer);
    bench.sshd.authorize(bench.key + ".pub");

    const auto error = bench.error_of("silent in the login", [&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::connect);
    CHECK(error.message().find("no answer to the login in time") != std::string::npos);
    CHECK(bench.took >= milliseconds(950));
    CHECK(bench.took < milliseconds(3000));
}

TEST_CASE("an sshd that is stopped before it answers is given up when the limit to connect is over") {
    SilentBench bench;
    bench.sshd.signal_listener(SIGSTOP);

    const auto error = bench.error_of("stopped sshd", [&] { bench.connect(); });

    bench.sshd.signal_listener(SIGCONT);
    CHECK(error.message().find("no answer to the SSH handshake in time") != std::string::npos);
    CHECK(bench.took < milliseconds(3000));
}

TEST_CASE("a line that goes dead in the middle of a command, or before one, is a lost connection") {
    for (const bool in_the_middle : {true, false}) {
        CAPTURE(in_the_middle);
        SilentBench bench;
        auto runner = bench.connect();
        asio::steady_timer soon(bench.loop, milliseconds(300));
        soon.async_wait([&](asio::error_code) { bench.line.go_dead(); });
        if (!in_the_middle) bench.line.go_dead();

        const auto error = bench.error_of(in_the_middle ? "dead in mid-command" : "dead before a command",
                                          [&] { bench.run(*runner, Command("pull image", "sleep 60")); });

        CHECK(error.kind() == ErrorKind::connection_lost);
        CHECK(error.message().find("during pull image: nothing was heard of the host for") !=
              std::string::npos);
        CHECK(bench.took > milliseconds(2000));
        CHECK(bench.took < milliseconds(4500));
    }
}

TEST_CASE("a cable that is pulled out is noticed by what is not acknowledged, before it is time to ask") {
    if (!CableOut::possible()) return;
    SilentBench bench;
    bench.options.port = bench.sshd.port();
    bench.options.keepalive_interval = milliseconds(60000);
    bench.know_host();
    auto runner = bench.connect();
    bench.run(*runner, "true");
    // Until all that was asked is answered: what is not sent is not missed.
    bench.loop.restart();
    bench.loop.run_for(milliseconds(300));
    const CableOut out(bench.sshd.port());

    const auto error = bench.error_of("cable out", [&] { bench.run(*runner, "true"); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message().find("the host no longer answers") != std::string::npos);
    CHECK(bench.took < milliseconds(4000));
}

TEST_CASE("a host that does not answer the request to forward a port is given up when its time is over") {
    SilentBench bench;
    bench.connector = std::make_unique<SshConnector>(bench.loop.get_executor(), bench.options);
    const ForwardedPort ports(0, 5555);
    auto answered = await(bench.loop, bench.connector->forward("127.0.0.1", ports));
    // The next connection is the same to a byte; the last one of the answer does not come.
    bench.line.go_dead_after(bench.line.passed() - 1);
    await(bench.loop, answered->close());

    const auto error = bench.error_of(
        "forward request", [&] { await(bench.loop, bench.connector->forward("127.0.0.1", ports)); });

    CHECK(error.kind() == ErrorKind::timed_out);
    CHECK(bench.took < milliseconds(2500));
}

TEST_CASE("a line that goes dead while a port is forwarded ends the forward") {
    SilentBench bench;
    bench.connector = std::make_unique<SshConnector>(bench.loop.get_executor(), bench.options);
    auto forward = await(bench.loop, bench.connector->forward("127.0.0.1", ForwardedPort(0, 5555)));
    bench.line.go_dead();

    const auto error = bench.error_of("dead forward", [&] { await(bench.loop, serve(*forward)); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(bench.took < milliseconds(4500));
    await(bench.loop, forward->close());
}

TEST_CASE("a connection over a dead line is closed in a second") {
    SilentBench bench;
    auto runner = bench.connect();
    bench.line.go_dead();
    const auto begun = steady_clock::now();

    await(bench.loop, runner->close());

    CHECK(steady_clock::now() - begun < milliseconds(1500));
}

TEST_CASE(
    "a healthy host that is asked for signs of life stays connected, with a port forwarded or without") {
    SilentBench bench;
    auto runner = bench.connect();
    auto forward = await(bench.loop, bench.connector->forward("127.0.0.1", ForwardedPort(0, 5555)));
    Cancellable service(bench.loop, serve(*forward));

    bench.loop.restart();
    bench.loop.run_for(seconds(5));

    CHECK_FALSE(service.ended());
    CHECK(bench.run(*runner, "echo there").out == "there\n");
    await(bench.loop, forward->close());
}
