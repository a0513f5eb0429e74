#include <doctest/doctest.h>
#include <sys/socket.h>

#include "async/run_all.hpp"
#include "ssh/exec.hpp"
#include "ssh/host_key.hpp"
#include "ssh/keyring.hpp"
#include "ssh/login.hpp"
#include "ssh/ssh_bench.hpp"
#include "ssh/ssh_runner.hpp"

using namespace wheels;
using namespace wheels::test;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    std::uint32_t state = 1;
    for (auto& byte : bytes) {
        state = state * 1664525 + 1013904223;
        byte = static_cast<char>(state >> 24);
    }
    return bytes;
}

class Quiet final : public CommandObserver {
public:
    void started(const Command&) noexcept override {}
    void heard(const Command&, Stream, std::string_view heard) noexcept override { bytes += heard.size(); }
    void finished(const Command&, const ExecResult&) noexcept override {}
    std::size_t bytes = 0;
};

awaitable<void> run_and_compare(Runner& runner,
                                Sequence sequence,
                                std::vector<std::string> wanted,
                                int& right) {
    Quiet quiet;
    auto results = co_await runner.run(std::move(sequence), quiet);
    for (std::size_t i = 0; i < results.size(); ++i) {
        if (results[i].status == 0 && results[i].out == wanted.at(i)) ++right;
    }
}

/// All at once on one runner: short commands, sequences, uploads and downloads. Returns how many were right.
int mixed_load(asio::io_context& loop, Runner& runner, int rounds) {
    int right = 0;
    std::vector<Task> tasks;
    for (int i = 0; i < rounds; ++i) {
        const auto name = std::to_string(i);
        Command upload("upload", "cksum");
        upload.input = Secret(pattern(600000));
        Command echo("echo", "cat");
        echo.input = Secret("input " + name);
        tasks.emplace_back("short",
                           run_and_compare(runner, {Command("short", "echo " + name)}, {name + "\n"}, right));
        tasks.emplace_back(
            "sequence", run_and_compare(runner, {Command("a", "printf " + name), echo, Command("c", "true")},
                                        {name, "input " + name, ""}, right));
        tasks.emplace_back("upload", run_and_compare(runner, {upload}, {"1954355601 600000\n"}, right));
        tasks.emplace_back("download", run_and_compare(runner, {Command("d", "head -c 900000 /dev/zero")},
                                                       {std::string(900000, '\0')}, right));
    }
    const auto count = tasks.size();
    const auto outcomes = await(loop, run_all(std::move(tasks), count, OnFailure::run_all));
    rethrow_first(outcomes);
    return right;
}

constexpr int per_round = 6;

awaitable<std::unique_ptr<Runner>> runner_with_small_buffer(SshBench& bench) {
    auto on = co_await this_coro::executor;
    const auto deadline = ssh::Clock::now() + seconds(30);
    const ssh::Address address("127.0.0.1", bench.sshd.port());
    auto socket = co_await ssh::dial(address, deadline);
    const int size = 2048;
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    auto session = ssh::Session::over(std::move(socket));
    const ssh::AlgorithmRules any;
    co_await ssh::handshake(*session, "ssh-ed25519", any, true, deadline);
    ssh::KeyringOptions options;
    options.home = bench.options.home;
    ssh::Questions questions(on, nullptr);
    ssh::Keyring keyring(on, options, questions);
    auto identities = co_await keyring.identities();
    auto login = co_await ssh::log_in(*session, bench.options.user, identities, deadline);
    if (!login.accepted) throw std::runtime_error("not accepted");
    session->keep_alive(ssh::Session::Keepalive());
    co_return std::make_unique<ssh::SshRunner>(std::move(session), "127.0.0.1");
}

}  // namespace

TEST_CASE("many channels share one session") {
    SshBench bench("MaxSessions 100\n");
    auto runner = bench.connect();

    CHECK(mixed_load(bench.loop, *runner, 8) == 8 * per_round);
}

TEST_CASE("many channels share one session whose socket takes hardly anything at a time") {
    for (int i = 0; i < 4; ++i) {
        SshBench bench("MaxSessions 100\n");
        auto runner = await(bench.loop, runner_with_small_buffer(bench));

        CHECK(mixed_load(bench.loop, *runner, 4) == 4 * per_round);
    }
}

TEST_CASE("keys are renewed in the middle of a busy session") {
    SshBench bench("MaxSessions 100\nRekeyLimit 256K\n");
    auto runner = bench.connect();

    CHECK(mixed_load(bench.loop, *runner, 4) == 4 * per_round);
}

TEST_CASE("more sequences at a time than the host allows sessions wait for each other") {
    for (const std::string limit : {"1", "2", "10"}) {
        CAPTURE(limit);
        SshBench bench("MaxSessions " + limit + "\n");
        auto runner = bench.connect();

        CHECK(mixed_load(bench.loop, *runner, 5) == 5 * per_round);
    }
}

TEST_CASE("64 MB go up and come down byte for byte") {
    SshBench bench;
    auto runner = bench.connect();
    const auto file = bench.sshd.folder() + "/big";
    const auto bytes = pattern(64 * 1024 * 1024);
    Command upload("upload", "cat > " + file + ".part && mv " + file + ".part " + file);
    upload.input = Secret(bytes);
    Quiet quiet;

    const auto uploaded = await(bench.loop, runner->run({upload}, quiet));
    std::ifstream stream(file, std::ios::binary);
    const std::string arrived{std::istreambuf_iterator<char>(stream), {}};

    CHECK(uploaded.at(0).status == 0);
    CHECK((arrived == bytes));
    const auto downloaded = await(
        bench.loop,
        runner->run({Command("download", "head -c 67108864 /dev/zero | tr '\\0' x | fold -w 64")}, quiet));
    const std::size_t line = 64 + 1;
    CHECK(downloaded.at(0).out.size() <= ExecResult::output_limit);
    CHECK(downloaded.at(0).out.size() > ExecResult::output_limit - line);
    CHECK(quiet.bytes == 64 * 1024 * 1024 + 1024 * 1024 - 1);
}

TEST_CASE("200 hosts at once, a command on each") {
    SshBench bench;
    SshConnector connector(bench.loop.get_executor(), bench.options);
    int right = 0;
    struct One {
        static awaitable<void> run(SshConnector& to, std::string name, int& right) {
            auto runner = co_await to.connect("127.0.0.1");
            Sequence sequence;
            sequence.emplace_back("echo", "echo " + name);
            std::vector<std::string> wanted(1, name + "\n");
            co_await run_and_compare(*runner, std::move(sequence), std::move(wanted), right);
            co_await runner->close();
        }
    };
    std::vector<Task> tasks;
    for (int i = 0; i < 200; ++i) tasks.emplace_back("host", One::run(connector, std::to_string(i), right));

    const auto outcomes = await(bench.loop, run_all(std::move(tasks), 200, OnFailure::run_all));

    rethrow_first(outcomes);
    CHECK(right == 200);
}
