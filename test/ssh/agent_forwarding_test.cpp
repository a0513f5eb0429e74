#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "async/run_all.hpp"
#include "ssh/agent.hpp"
#include "ssh/dropbear.hpp"
#include "ssh/slow_line.hpp"
#include "ssh/ssh_agent.hpp"
#include "ssh/ssh_bench.hpp"

// What runs on a host and asks the agent of this machine, which is a real ssh-agent.

using namespace wheels;
using namespace wheels::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// A host that may use an agent, which holds one key; the host itself lets another one in.
struct LendingBench : SshBench {
    explicit LendingBench(const std::string& configuration = {}) : SshBench(configuration) {
        agent_key = make_key(sshd.folder() + "/agent_key", {"-t", "ed25519", "-N", ""});
        agent.add(agent_key);
        lend(agent.socket());
    }
    void lend(const std::string& socket) { options.hosts["127.0.0.1"].lent_agent = socket; }

    std::string agent_key_fingerprint() const {
        return text::split(run_tool({"/usr/bin/ssh-keygen", "-lf", agent_key + ".pub"}), ' ').at(1);
    }

    SshAgent agent;
    std::string agent_key;
};

/// How one goes on to another host from there, with keys of the agent alone.
std::string hop_line(const Sshd& other) {
    return "ssh -F none -o IdentityFile=none -o StrictHostKeyChecking=yes -o UserKnownHostsFile=" +
           other.folder() + "/known -p " + std::to_string(other.port()) + " 127.0.0.1 'echo hopped'";
}

void know(const Sshd& other) {
    std::ofstream(other.folder() + "/known") << other.known_hosts_line("127.0.0.1");
}

awaitable<void> run_one(Runner& runner,
                        std::string line,
                        std::vector<std::string>& outputs,
                        CommandObserver& observer) {
    Sequence sequence{Command("ask", std::move(line))};
    const auto results = co_await runner.run(std::move(sequence), observer);
    outputs.push_back(results.at(0).out);
}

awaitable<void> run_together(Runner& runner,
                             std::string line,
                             int count,
                             std::vector<std::string>& outputs,
                             CommandObserver& observer) {
    std::vector<Task> tasks;
    for (int i = 0; i < count; ++i) tasks.emplace_back("ask", run_one(runner, line, outputs, observer));
    const auto outcomes = co_await run_all(std::move(tasks), 20, OnFailure::run_all);
    rethrow_first(outcomes);
}

}  // namespace

TEST_CASE("what runs on a host sees the keys of the lent agent, and goes on to another host with one") {
    LendingBench bench;
    const Sshd other;
    other.authorize(bench.agent_key + ".pub");
    know(other);
    auto runner = bench.connect();

    CHECK(bench.run(*runner, "ssh-add -l").out.find(bench.agent_key_fingerprint()) != std::string::npos);
    for (int i = 0; i < 3; ++i) CHECK(bench.run(*runner, hop_line(other) + " 2>&1").out == "hopped\n");
}

TEST_CASE("an agent that is not lent is out of reach of the host") {
    LendingBench bench;
    bench.lend("");
    bench.options.agent_socket = bench.agent.socket();

    const auto result = bench.run(*bench.connect(), "echo ${SSH_AUTH_SOCK-none}");

    CHECK(result.out == "none\n");
}

TEST_CASE("a host that allows no agent starts the command all the same") {
    LendingBench bench("AllowAgentForwarding no\n");
    auto runner = bench.connect();

    for (int i = 0; i < 3; ++i) CHECK(bench.run(*runner, "echo ${SSH_AUTH_SOCK-none}").out == "none\n");
}

TEST_CASE("many ask the agent at the same time, from several commands of one connection") {
    LendingBench bench;
    auto runner = bench.connect();
    std::vector<std::string> outputs;
    const std::string line = "for i in 1 2 3 4 5; do ssh-add -L & done; wait";

    await(bench.loop, run_together(*runner, line, 6, outputs, bench.heard));

    REQUIRE(outputs.size() == 6);
    const auto key = contents(bench.agent_key + ".pub");
    for (const auto& output : outputs) CHECK(output == key + key + key + key + key);
}

TEST_CASE("more askers than are served are turned away, and served again when the others have gone") {
    LendingBench bench;
    auto runner = bench.connect();
    bench.run(*runner,
              "python3 -c 'import os, socket\n"
              "all = [socket.socket(socket.AF_UNIX) for i in range(80)]\n"
              "for one in all: one.connect(os.environ[\"SSH_AUTH_SOCK\"])\n"
              "for one in all[70:]: one.recv(1)'");

    CHECK(bench.run(*runner, "until ssh-add -l; do :; done").out.find(bench.agent_key_fingerprint()) !=
          std::string::npos);
}

TEST_CASE("an agent that is gone, at once or in the middle of a question, costs its answer and no more") {
    LendingBench bench;
    bench.lend(bench.sshd.folder() + "/no-such-agent");
    auto runner = bench.connect();
    CHECK(bench.run(*runner, "ssh-add -l").status != 0);

    asio::local::stream_protocol::acceptor mute(bench.loop, bench.sshd.folder() + "/mute");
    auto hang_up = [](asio::error_code, asio::local::stream_protocol::socket socket) { socket.close(); };
    mute.async_accept(hang_up);
    bench.lend(bench.sshd.folder() + "/mute");
    runner = bench.connect();
    CHECK(bench.run(*runner, "ssh-add -l").status != 0);
    bench.lend(std::string(300, 'x'));
    runner = bench.connect();
    CHECK(bench.run(*runner, "ssh-add -l").status != 0);
    CHECK(bench.run(*runner, "echo on").out == "on\n");
}

TEST_CASE("a host that goes while it asks the agent is a lost connection") {
    LendingBench bench;
    asio::local::stream_protocol::acceptor slow(bench.loop, bench.sshd.folder() + "/slow");
    std::vector<asio::local::stream_protocol::socket> kept;
    auto keep = [&](asio::error_code, asio::local::stream_protocol::socket socket) {
        kept.push_back(std::move(socket));
        bench.sshd.signal_connections(SIGKILL);
    };
    slow.async_accept(keep);
    bench.lend(bench.sshd.folder() + "/slow");
    auto runner = bench.connect();

    const auto error = SshBench::error_of([&] { bench.run(*runner, "ssh-add -l"); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(kept.size() == 1);
}

TEST_CASE("keys that are bound to hosts log in there, and to those that may be reached from there") {
    LendingBench bench;
    const Sshd other;
    const Sshd stranger;
    for (const auto* host : {&other, &stranger}) {
        host->authorize(bench.agent_key + ".pub");
        know(*host);
    }
    bench.sshd.authorize(bench.agent_key + ".pub");
    std::filesystem::remove(bench.key);
    std::filesystem::remove(bench.key + ".pub");
    const auto names = bench.sshd.folder() + "/names";
    const auto key_of = [](const Sshd& host) {
        const auto fields = text::split(contents(host.folder() + "/host_ed25519.pub"), ' ');
        return fields.at(0) + " " + fields.at(1) + "\n";
    };
    std::ofstream(names) << "first " << key_of(bench.sshd) << "second " << key_of(other);
    const auto socket = "SSH_AUTH_SOCK=" + bench.agent.socket();
    run_tool({"/usr/bin/env", socket, "ssh-add", "-q", "-D"});
    run_tool({"/usr/bin/env", socket, "ssh-add", "-q", "-H", names, "-h", "first", "-h", "first>second",
              bench.agent_key});
    bench.options.agent_socket = bench.agent.socket();

    auto runner = bench.connect();

    CHECK(bench.run(*runner, hop_line(other) + " 2>&1").out == "hopped\n");
    CHECK(bench.run(*runner, hop_line(stranger) + " 2>&1").out.find("Permission denied") !=
          std::string::npos);
}

TEST_CASE("dropbear lends the agent on, too") {
    if (!Dropbear::possible()) return;
    LendingBench bench;
    const Dropbear dropbear(contents(bench.key + ".pub"));
    bench.options.user = "small";
    bench.options.port = dropbear.port();
    bench.write_known_hosts(dropbear.known_hosts_line());
    auto runner = bench.connect();

    for (int i = 0; i < 3; ++i)
        CHECK(bench.run(*runner, "ssh-add -l").out.find(bench.agent_key_fingerprint()) != std::string::npos);
}

TEST_CASE("to lend an agent takes no round trip") {
    LendingBench bench;
    SlowLine line(bench.loop, bench.sshd.port());
    line.set_delay(milliseconds(100));
    bench.options.port = line.port();
    bench.write_known_hosts(bench.sshd.known_hosts_line("127.0.0.1", "ed25519", line.port()));
    auto runner = bench.connect();
    milliseconds best{10000};
    bench.run(*runner, "true");

    for (int i = 0; i < 3; ++i) {
        const auto begun = steady_clock::now();
        bench.run(*runner, "true");
        best = std::min(best, std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun));
    }

    CHECK(best < milliseconds(360));
}
