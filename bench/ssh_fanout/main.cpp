// Connects to many hosts at once, runs a sequence of commands on each, and says what it cost. The hosts are
// loopback addresses with one sshd behind them, so the wall time is mostly the servers' own.
//
//     ssh_fanout [HOSTS] [COMMANDS] [CONCURRENT_STARTS]

#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "async/run_all.hpp"
#include "ssh/ssh_connector.hpp"
#include "ssh/sshd.hpp"
#include "wheels/error.hpp"

namespace {

using namespace wheels;

class Quiet final : public CommandObserver {
public:
    void started(const Command&) noexcept override {}
    void heard(const Command&, Stream, std::string_view) noexcept override {}
    void finished(const Command&, const ExecResult&) noexcept override {}
};

awaitable<void> visit(SshConnector& connector, std::string host, Sequence sequence, int& right) {
    Quiet quiet;
    auto runner = co_await connector.connect(std::move(host));
    auto results = co_await runner->run(std::move(sequence), quiet);
    if (results.back().out == "done\n") ++right;
    co_await runner->close();
}

awaitable<void> visit_all(SshConnector& connector, int hosts, int commands, int& right) {
    Sequence sequence;
    for (int i = 1; i < commands; ++i) sequence.emplace_back("step", "true");
    sequence.emplace_back("last", "echo done");
    std::vector<Task> tasks;
    for (int i = 0; i < hosts; ++i) {
        auto host = "127.1." + std::to_string(i / 250) + "." + std::to_string(1 + i % 250);
        tasks.emplace_back(host, visit(connector, host, sequence, right));
    }
    const auto outcomes =
        co_await run_all(std::move(tasks), static_cast<std::size_t>(hosts), OnFailure::run_all);
    rethrow_first(outcomes);
}

double milliseconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
}

double cpu() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

long peak_kilobytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

int argument(int count, char** values, int index, int otherwise) {
    return count > index ? std::atoi(values[index]) : otherwise;
}

}  // namespace

int main(int count, char** values) {
    const int hosts = argument(count, values, 1, 200);
    const int commands = argument(count, values, 2, 1);
    try {
        test::Sshd sshd("ListenAddress 0.0.0.0\nLogLevel QUIET\n");
        const auto key = test::make_key(sshd.home() + "/.ssh/id_ed25519", {"-t", "ed25519", "-N", ""});
        sshd.authorize(key + ".pub");
        std::ofstream(sshd.home() + "/.ssh/known_hosts") << sshd.known_hosts_line("127.*");
        SshOptions options;
        options.user = test::Sshd::user();
        options.port = sshd.port();
        options.home = sshd.home();
        options.max_concurrent_starts = static_cast<std::size_t>(argument(count, values, 3, 30));
        asio::io_context loop;
        SshConnector connector(loop.get_executor(), options);
        int right = 0;
        std::exception_ptr error;
        const auto begun = std::chrono::steady_clock::now();
        const double before = cpu();

        asio::co_spawn(loop, visit_all(connector, hosts, commands, right),
                       [&](std::exception_ptr e) { error = e; });
        loop.run();

        const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begun;
        const double spent = cpu() - before;
        if (error) std::rethrow_exception(error);
        std::printf(
            "%d hosts, %d commands each: wall %.0f ms, client CPU %.0f ms (%.2f ms per host), peak RSS %ld "
            "kB\n",
            hosts, commands, wall.count(), spent, spent / hosts, peak_kilobytes());
        return right == hosts ? 0 : 1;
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "ssh_fanout: %s\n", failed.what());
        return 1;
    }
}
