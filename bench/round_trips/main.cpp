// Connects to a host and runs sequences of commands, one after the other, and says how long each part took.
// Each sequence waits a little before the next one, as the client of a real run does while hosts are at work:
// what is prepared meanwhile counts as prepared.
//
//     ssh_sequences HOST PORT HOME [SEQUENCES]

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "async/coroutine.hpp"
#include "ssh/ssh_connector.hpp"
#include "wheels/error.hpp"

namespace {

using namespace wheels;
using Clock = std::chrono::steady_clock;

class Quiet final : public CommandObserver {
public:
    void started(const Command&) noexcept override {}
    void heard(const Command&, Stream, std::string_view) noexcept override {}
    void finished(const Command&, const ExecResult&) noexcept override {}
};

double milliseconds_since(Clock::time_point begun) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

awaitable<void> visit(SshConnector& connector, std::string host, int sequences) {
    Quiet quiet;
    auto begun = Clock::now();
    auto runner = co_await connector.connect(std::move(host));
    std::printf("connect %.2f\n", milliseconds_since(begun));
    begun = Clock::now();
    for (int i = 0; i < sequences; ++i) {
        Sequence sequence{Command("first", "true"), Command("second", "echo done")};
        co_await runner->run(std::move(sequence), quiet);
    }
    std::printf("sequences %.2f\n", milliseconds_since(begun));
    co_await runner->close();
}

}  // namespace

int main(int count, char** values) {
    if (count < 4) {
        std::fputs("ssh_sequences HOST PORT HOME [SEQUENCES]\n", stderr);
        return 2;
    }
    try {
        SshOptions options;
        options.port = static_cast<std::uint16_t>(std::atoi(values[2]));
        options.home = values[3];
        asio::io_context loop;
        SshConnector connector(loop.get_executor(), options);
        std::exception_ptr error;

        asio::co_spawn(loop, visit(connector, values[1], count > 4 ? std::atoi(values[4]) : 10),
                       [&](std::exception_ptr e) { error = e; });
        loop.run();

        if (error) std::rethrow_exception(error);
        return 0;
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "ssh_sequences: %s\n", failed.what());
        return 1;
    }
}
