#include <doctest/doctest.h>
#include <signal.h>

#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "ssh/slow_line.hpp"
#include "ssh/ssh_bench.hpp"

// Hosts behind a jump host, which is one more sshd here.

using namespace wheels;
using namespace wheels::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

struct JumpBench : SshBench {
    explicit JumpBench(const std::string& configuration_of_gate = {})
        : gate("LogLevel VERBOSE\n" + configuration_of_gate), line(loop, gate.port()) {
        gate.authorize(key + ".pub");
        write_known_hosts(sshd.known_hosts_line("127.0.0.1") + sshd.known_hosts_line("::1") +
                          gate.known_hosts_line("127.0.0.1", "ed25519", line.port()));
        options.connect_limit = milliseconds(5000);
        HostSettings jump;
        jump.is_jump = true;
        jump.host_name = "127.0.0.1";
        jump.port = line.port();
        jump.user = Sshd::user();
        options.hosts["the gate"] = jump;
        HostSettings behind;
        behind.via = "the gate";
        for (const std::string host : {"127.0.0.1", "::1", "127.0.0.1:1", "192.0.2.1"})
            options.hosts[host] = behind;
    }

    int logins_at_gate() const {
        int count = 0;
        const auto log = gate.log();
        for (std::size_t at = 0; (at = log.find("Accepted publickey", at)) != std::string::npos; ++at)
            ++count;
        return count;
    }

    Sshd gate;
    SlowLine line;
};

awaitable<void> connect_and_keep(Connector& connector,
                                 std::string host,
                                 std::vector<std::unique_ptr<Runner>>& kept) {
    auto runner = co_await connector.connect(std::move(host));
    kept.push_back(std::move(runner));
}

awaitable<void> connect_all(Connector& connector,
                            std::vector<std::string> hosts,
                            std::vector<std::unique_ptr<Runner>>& kept,
                            std::vector<Outcome>& outcomes) {
    std::vector<Task> tasks;
    for (auto& host : hosts) tasks.emplace_back(host, connect_and_keep(connector, host, kept));
    outcomes = co_await run_all(std::move(tasks), 30, OnFailure::run_all);
}

}  // namespace

TEST_CASE("hosts behind a jump host share one connection to it") {
    JumpBench bench;
    SshConnector connector(bench.loop.get_executor(), bench.options);
    std::vector<std::unique_ptr<Runner>> runners;
    std::vector<Outcome> outcomes;

    await(bench.loop, connect_all(connector, {"127.0.0.1", "::1", "127.0.0.1"}, runners, outcomes));

    rethrow_first(outcomes);
    REQUIRE(runners.size() == 3);
    CHECK(bench.logins_at_gate() == 1);
    for (auto& runner : runners) CHECK(bench.run(*runner, "echo in").out == "in\n");
}

TEST_CASE(
    "a jump host that is a host, too, has one connection for both, and nobody behind it loses his by its "
    "end") {
    JumpBench bench;
    HostSettings& as_host = bench.options.hosts["the host"];
    as_host.host_name = "127.0.0.1";
    as_host.port = bench.line.port();
    for (const bool host_first : {true, false}) {
        CAPTURE(host_first);
        const auto before = bench.logins_at_gate();
        SshConnector connector(bench.loop.get_executor(), bench.options);
        std::vector<std::unique_ptr<Runner>> runners;
        runners.push_back(await(bench.loop, connector.connect(host_first ? "the host" : "127.0.0.1")));
        runners.push_back(await(bench.loop, connector.connect(host_first ? "127.0.0.1" : "the host")));
        auto& host = *runners.at(host_first ? 0 : 1);
        auto& behind = *runners.at(host_first ? 1 : 0);

        CHECK(bench.logins_at_gate() == before + 1);
        CHECK(bench.run(host, "echo on the host").out == "on the host\n");
        CHECK(bench.run(behind, "echo behind").out == "behind\n");
        auto endless = host.run(Sequence{Command("endless", "sleep 60")}, bench.heard);
        const auto result = await(bench.loop, with_deadline(std::move(endless), milliseconds(300)));
        CHECK_FALSE(result);
        CHECK(bench.run(behind, "echo behind").out == "behind\n");
        CHECK(bench.run(host, "echo on").out == "on\n");
        await(bench.loop, host.close());
        CHECK(bench.run(behind, "echo behind").out == "behind\n");
    }
}

TEST_CASE("a jump host that is a host as another user has a connection for each") {
    JumpBench bench;
    HostSettings& as_host = bench.options.hosts["the host"];
    as_host.host_name = "127.0.0.1";
    as_host.port = bench.line.port();
    bench.options.hosts["the gate"].user = "nobody-else";
    SshConnector connector(bench.loop.get_executor(), bench.options);

    auto host = await(bench.loop, connector.connect("the host"));

    CHECK(bench.run(*host, "echo on").out == "on\n");
    CHECK(SshBench::error_of([&] { await(bench.loop, connector.connect("127.0.0.1")); }).kind() ==
          ErrorKind::authentication);
}

TEST_CASE("a jump host that allows one session at a time leads to as many hosts, and is one itself") {
    JumpBench bench("MaxSessions 1\n");
    HostSettings& as_host = bench.options.hosts["the host"];
    as_host.host_name = "127.0.0.1";
    as_host.port = bench.line.port();
    SshConnector connector(bench.loop.get_executor(), bench.options);
    std::vector<std::unique_ptr<Runner>> runners;
    std::vector<Outcome> outcomes;

    await(bench.loop,
          connect_all(connector, {"127.0.0.1", "::1", "the host", "127.0.0.1"}, runners, outcomes));

    rethrow_first(outcomes);
    CHECK(bench.logins_at_gate() == 1);
    for (int i = 0; i < 2; ++i) {
        for (auto& runner : runners) CHECK(bench.run(*runner, "echo in").out == "in\n");
    }
}

TEST_CASE(
    "a host behind a jump host that falls silent while one logs in is given up in time, and so is the jump "
    "host") {
    for (const bool is_gate : {false, true}) {
        CAPTURE(is_gate);
        JumpBench bench;
        bench.options.connect_limit = milliseconds(1500);
        bench.options.keepalive_interval = milliseconds(500);
        bench.options.keepalive_limit = milliseconds(2000);
        auto other = bench.connect("::1");
        (is_gate ? bench.gate : bench.sshd).signal_listener(SIGSTOP);
        if (is_gate) bench.gate.signal_connections(SIGSTOP);
        const auto begun = steady_clock::now();

        const auto error =
            SshBench::error_of([&] { await(bench.loop, bench.connector->connect("127.0.0.1")); });

        const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
        MESSAGE(std::string(is_gate ? "jump host" : "behind a jump host"), " silent: ", took.count(),
                " ms: ", error.message());
        CHECK(error.kind() == ErrorKind::connect);
        CHECK(took < milliseconds(4000));
        (is_gate ? bench.gate : bench.sshd).signal_listener(SIGCONT);
        if (is_gate) bench.gate.signal_connections(SIGCONT);
    }
}

TEST_CASE("with one start at a time a jump host takes its turn first") {
    JumpBench bench;
    bench.options.max_concurrent_starts = 1;

    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
}

TEST_CASE("much goes both ways through a jump host") {
    JumpBench bench;
    auto runner = bench.connect();
    Command command("count", "wc -c; head -c 9000000 /dev/zero | tr '\\0' x");
    command.input = Secret(std::string(3000000, 'y'));

    const auto result = bench.run(*runner, command);

    CHECK(result.out.substr(0, 8) == "3000000\n");
    CHECK(result.status == 0);
}

TEST_CASE("a host that the jump host does not get through to keeps nobody else waiting") {
    JumpBench bench;
    bench.options.connect_limit = milliseconds(2000);
    SshConnector connector(bench.loop.get_executor(), bench.options);
    std::vector<std::unique_ptr<Runner>> runners;
    std::vector<Outcome> outcomes;

    await(bench.loop, connect_all(connector, {"192.0.2.1", "127.0.0.1:1", "::1"}, runners, outcomes));

    CHECK(runners.size() == 1);
    CHECK(outcomes.at(0).kind == Outcome::Kind::failed);
    CHECK(outcomes.at(1).kind == Outcome::Kind::failed);
    CHECK(bench.logins_at_gate() == 1);
    const auto error = SshBench::error_of([&] { std::rethrow_exception(outcomes.at(1).error); });
    CHECK(error.message().find("the jump host 127.0.0.1 cannot connect to it") != std::string::npos);
    CHECK(bench.run(*runners.at(0), "echo in").out == "in\n");
}

TEST_CASE("a jump host that forwards nothing is told as that") {
    JumpBench bench("AllowTcpForwarding no\n");

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::connect);
    CHECK(error.message().find("the jump host 127.0.0.1 does not allow connections to it") !=
          std::string::npos);
}

TEST_CASE("a jump host that is lost is told as that, and the next connection opens it anew") {
    JumpBench bench;
    auto runner = bench.connect();

    bench.gate.signal_connections(SIGKILL);
    const auto error = SshBench::error_of([&] { bench.run(*runner, "sleep 5"); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message().find("the connection to the jump host 127.0.0.1 was lost: the host closed the "
                               "connection") != std::string::npos);
    runner = await(bench.loop, bench.connector->connect("127.0.0.1"));
    CHECK(bench.run(*runner, "echo in").out == "in\n");
}

TEST_CASE("a host behind a jump host that says nothing is given up, idle or not") {
    JumpBench bench;
    bench.options.keepalive_interval = milliseconds(500);
    bench.options.keepalive_limit = milliseconds(2500);
    bench.write_known_hosts(bench.sshd.known_hosts_line("::1"));
    std::ofstream(bench.sshd.home() + "/.ssh/known_hosts", std::ios::app)
        << bench.gate.known_hosts_line("127.0.0.1", "ed25519", bench.line.port());
    auto runner = bench.connect("::1");
    await(bench.loop, sleep_for(milliseconds(4000)));
    CHECK(bench.run(*runner, "echo in").out == "in\n");
    const auto begun = steady_clock::now();

    bench.sshd.signal_connections(SIGSTOP);
    const auto error = SshBench::error_of([&] { bench.run(*runner, "sleep 60"); });

    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    MESSAGE("behind a jump host: ", took.count(), " ms: ", error.message());
    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(took < milliseconds(6000));
    bench.sshd.signal_connections(SIGCONT);
}

TEST_CASE("a port is forwarded through a jump host") {
    JumpBench bench;
    SshConnector connector(bench.loop.get_executor(), bench.options);
    const ForwardedPort ports(free_port(), bench.sshd.port());

    auto forward = await(bench.loop, connector.forward("127.0.0.1", ports));

    CHECK(answers(ports.port));
    await(bench.loop, forward->close());
    CHECK_FALSE(answers(ports.port));
}
