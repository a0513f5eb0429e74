#include <doctest/doctest.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "async/beside.hpp"
#include "async/run_all.hpp"
#include "async/with_deadline.hpp"
#include "ssh/ssh_bench.hpp"
#include "support/cancellable.hpp"
#include "support/sanitized.hpp"

using namespace wheels;
using namespace wheels::test;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t megabyte = 1024 * 1024;

/// Bytes that can be made and checked piece by piece.
class Pattern {
public:
    explicit Pattern(std::uint32_t seed) : state_(seed) {}
    void make(char* to, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i) to[i] = next();
    }
    /// How many of the bytes are right.
    std::size_t check(const char* bytes, std::size_t size) {
        std::size_t right = 0;
        for (std::size_t i = 0; i < size; ++i) right += bytes[i] == next() ? 1 : 0;
        return right;
    }

private:
    char next() {
        state_ = state_ * 1664525 + 1013904223;
        return static_cast<char>(state_ >> 24);
    }
    std::uint32_t state_;
};

awaitable<void> send_pattern(tcp::socket& socket, std::uint32_t seed, std::size_t size) {
    Pattern pattern(seed);
    std::vector<char> buffer(65536);
    while (size > 0) {
        const auto count = std::min(size, buffer.size());
        pattern.make(buffer.data(), count);
        co_await asio::async_write(socket, asio::buffer(buffer.data(), count), use_awaitable);
        size -= count;
    }
}

awaitable<void> send_all(tcp::socket& socket, std::uint32_t seed, std::size_t size) {
    co_await send_pattern(socket, seed, size);
    socket.shutdown(tcp::socket::shutdown_send);
}

/// Until the other side has said all; throws when it breaks off.
awaitable<void> receive_pattern(tcp::socket& socket, std::uint32_t seed, std::size_t& right) {
    Pattern pattern(seed);
    std::vector<char> buffer(65536);
    for (;;) {
        asio::error_code ended;
        const auto count =
            co_await socket.async_read_some(asio::buffer(buffer), redirect_error(use_awaitable, ended));
        right += pattern.check(buffer.data(), count);
        if (ended == asio::error::eof) co_return;
        if (ended) throw asio::system_error(ended);
    }
}

awaitable<tcp::socket> connect_to(std::uint16_t port) {
    tcp::socket socket(co_await this_coro::executor);
    co_await socket.async_connect(tcp::endpoint(asio::ip::address_v4::loopback(), port), use_awaitable);
    co_return socket;
}

awaitable<std::string> say(tcp::socket& socket, std::string words) {
    co_await asio::async_write(socket, asio::buffer(words), use_awaitable);
    std::string answer(words.size(), '\0');
    co_await asio::async_read(socket, asio::buffer(answer), use_awaitable);
    co_return answer;
}

/// What the connection ends with.
awaitable<std::string> end_of(tcp::socket& socket) {
    std::string rest;
    asio::error_code ended;
    co_await asio::async_read(socket, asio::dynamic_buffer(rest), redirect_error(use_awaitable, ended));
    if (ended == asio::error::eof) co_return rest;
    co_return rest + ended.message();
}

/// A service on this machine's loopback: what it does with each connection is up to the test.
class Service {
public:
    using Answer = std::function<awaitable<void>(tcp::socket)>;

    Service(asio::io_context& loop, Answer answer)
        : acceptor_(loop, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        asio::co_spawn(loop, accept(acceptor_, std::move(answer), count_), [](std::exception_ptr) {});
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    int connections() const { return count_; }

private:
    static awaitable<void> accept(tcp::acceptor& acceptor, Answer answer, int& count) {
        auto on = co_await this_coro::executor;
        for (;;) {
            auto socket = co_await acceptor.async_accept(use_awaitable);
            ++count;
            asio::co_spawn(on, answer(std::move(socket)), [](std::exception_ptr) {});
        }
    }

    tcp::acceptor acceptor_;
    int count_ = 0;
};

awaitable<void> echo(tcp::socket socket) {
    std::vector<char> buffer(65536);
    for (;;) {
        asio::error_code ended;
        const auto count =
            co_await socket.async_read_some(asio::buffer(buffer), redirect_error(use_awaitable, ended));
        if (ended) co_return;
        co_await asio::async_write(socket, asio::buffer(buffer.data(), count), use_awaitable);
    }
}

/// Sends, and checks what comes, at once; says that it is done when both have ended.
awaitable<void> exchange(tcp::socket socket, std::size_t size, std::size_t& right) {
    std::vector<Task> directions;
    directions.emplace_back("down", send_pattern(socket, 2, size));
    directions.emplace_back("up", receive_pattern(socket, 1, right));
    const auto outcomes = co_await run_all(std::move(directions), 2, OnFailure::run_all);
    rethrow_first(outcomes);
}

/// Sends for as long as somebody takes it.
awaitable<void> flood(tcp::socket socket, int& cut_off) {
    try {
        co_await send_pattern(socket, 2, 4000 * megabyte);
    } catch (const asio::system_error&) {
        ++cut_off;
    }
}

awaitable<void> measure_question(tcp::socket socket) {
    const auto question = co_await end_of(socket);
    const std::string answer = "heard " + std::to_string(question.size());
    co_await asio::async_write(socket, asio::buffer(answer), use_awaitable);
}

bool is_listening(std::uint16_t port) {
    asio::io_context loop;
    tcp::socket socket(loop);
    asio::error_code failed;
    socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port), failed);
    return !failed;
}

long resident_kilobytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
}

/// A host whose `port` leads to a service here, while `during` runs.
struct ForwardBench : SshBench {
    explicit ForwardBench(const std::string& configuration = {}) : SshBench(configuration) {
        options.connect_limit = seconds(10);
    }

    std::unique_ptr<Forward> open(std::uint16_t local_port) {
        connector = std::make_unique<SshConnector>(loop.get_executor(), options);
        return await(loop, connector->forward("127.0.0.1", ForwardedPort(port, local_port)));
    }

    /// Everything that a deploy does: open, work while it serves, close.
    template <typename Work>
    void during(std::uint16_t local_port, Work work) {
        auto forward = open(local_port);
        await(loop, beside(forward->serve(), std::move(work)));
        await(loop, forward->close());
    }

    std::uint16_t port = free_port();
};

awaitable<void> talk(std::uint16_t port, int number, std::size_t rounds, int& right) {
    auto socket = co_await connect_to(port);
    for (std::size_t i = 0; i < rounds; ++i) {
        std::string words = std::to_string(number) + " says " + std::to_string(i) + ";";
        auto answer = co_await say(socket, words);
        if (answer != words) co_return;
    }
    socket.shutdown(tcp::socket::shutdown_send);
    const auto rest = co_await end_of(socket);
    if (rest.empty()) ++right;
}

awaitable<void> talk_at_once(std::uint16_t port, int count, std::size_t rounds, int& right) {
    std::vector<Task> tasks;
    for (int i = 0; i < count; ++i) tasks.emplace_back("talk", talk(port, i, rounds, right));
    const auto outcomes =
        co_await run_all(std::move(tasks), static_cast<std::size_t>(count), OnFailure::run_all);
    rethrow_first(outcomes);
}

awaitable<void> both_ways(std::uint16_t port, std::size_t size, std::size_t& right) {
    auto socket = co_await connect_to(port);
    std::vector<Task> directions;
    directions.emplace_back("up", send_all(socket, 1, size));
    directions.emplace_back("down", receive_pattern(socket, 2, right));
    const auto outcomes = co_await run_all(std::move(directions), 2, OnFailure::cancel_siblings);
    rethrow_first(outcomes);
}

awaitable<void> expect_end(std::uint16_t port, std::string& rest) {
    auto socket = co_await connect_to(port);
    rest = co_await end_of(socket);
}

awaitable<void> pause(milliseconds duration) {
    co_await sleep_for(duration);
}

/// The loop runs until the work has ended, or the time is up.
bool ends_within(asio::io_context& loop, const Cancellable& work, milliseconds limit) {
    loop.restart();
    for (const auto end = steady_clock::now() + limit; !work.ended() && steady_clock::now() < end;)
        loop.run_one_for(milliseconds(20));
    return work.ended();
}

}  // namespace

TEST_CASE("who connects to the host's port talks with the service of this machine") {
    ForwardBench bench;
    Service service(bench.loop, echo);
    int right = 0;

    bench.during(service.port(), talk_at_once(bench.port, 1, 50, right));

    CHECK(right == 1);
    CHECK(service.connections() == 1);
    CHECK_FALSE(is_listening(bench.port));
}

TEST_CASE("the port is open from when the forward is made, and free when it is closed") {
    ForwardBench bench;
    Service service(bench.loop, echo);
    for (int i = 0; i < 20; ++i) {
        auto forward = bench.open(service.port());
        CHECK(is_listening(bench.port));

        await(bench.loop, forward->close());

        CHECK_FALSE(is_listening(bench.port));
    }
}

TEST_CASE("fifty connections at once do not disturb each other") {
    ForwardBench bench;
    Service service(bench.loop, echo);
    int right = 0;

    bench.during(service.port(), talk_at_once(bench.port, 50, 20, right));

    CHECK(right == 50);
    CHECK(service.connections() == 50);
}

TEST_CASE("more connections than are carried at a time wait for their turn") {
    ForwardBench bench;
    Service service(bench.loop, echo);
    int right = 0;

    bench.during(service.port(), talk_at_once(bench.port, 200, 2, right));

    CHECK(right == 200);
}

TEST_CASE("keys are renewed while connections are carried") {
    ForwardBench bench("RekeyLimit 1M\n");
    std::size_t arrived = 0;
    Service service(bench.loop,
                    [&](tcp::socket socket) { return exchange(std::move(socket), 20 * megabyte, arrived); });
    std::size_t right = 0;

    bench.during(service.port(), both_ways(bench.port, 20 * megabyte, right));

    CHECK(right == 20 * megabyte);
    CHECK(arrived == 20 * megabyte);
}

TEST_CASE("hundreds of megabytes go both ways byte for byte, and memory does not grow with them") {
    const std::size_t size = (sanitized ? 30 : 300) * megabyte;
    ForwardBench bench;
    std::size_t arrived = 0;
    Service service(bench.loop,
                    [&](tcp::socket socket) { return exchange(std::move(socket), size, arrived); });
    std::size_t right = 0;
    const auto before = resident_kilobytes();
    const auto begun = steady_clock::now();

    bench.during(service.port(), both_ways(bench.port, size, right));

    const auto grown = resident_kilobytes() - before;
    MESSAGE("to and fro, ", size / megabyte,
            " MB each way: ", std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun).count(),
            " ms, memory grew by ", grown, " kB");
    CHECK(right == size);
    CHECK(arrived == size);
    if (!sanitized) CHECK(grown < 24 * 1024);
}

TEST_CASE("a reader who does not read holds up the sender, not memory, and nobody else") {
    ForwardBench bench;
    int cut_off = 0;
    Service service(bench.loop, [&](tcp::socket socket) { return flood(std::move(socket), cut_off); });
    auto forward = bench.open(service.port());
    const auto before = resident_kilobytes();
    struct Idle {
        static awaitable<void> beside_a_busy_one(std::uint16_t port, std::size_t& seen) {
            auto idle = co_await connect_to(port);
            auto busy = co_await connect_to(port);
            std::vector<char> buffer(65536);
            while (seen < 50 * megabyte)
                seen += co_await busy.async_read_some(asio::buffer(buffer), use_awaitable);
        }
    };
    std::size_t seen = 0;

    await(bench.loop, beside(forward->serve(), Idle::beside_a_busy_one(bench.port, seen)));

    CHECK(seen >= 50 * megabyte);
    if (!sanitized) CHECK(resident_kilobytes() - before < 24 * 1024);
    await(bench.loop, forward->close());
}

TEST_CASE("a side that has said all may still listen") {
    ForwardBench bench;
    Service service(bench.loop, measure_question);
    struct Ask {
        static awaitable<void> after_the_end(std::uint16_t port, std::string& answer) {
            auto socket = co_await connect_to(port);
            std::string question(300000, 'x');
            co_await asio::async_write(socket, asio::buffer(question), use_awaitable);
            socket.shutdown(tcp::socket::shutdown_send);
            answer = co_await end_of(socket);
        }
    };
    std::string answer;

    bench.during(service.port(), Ask::after_the_end(bench.port, answer));

    CHECK(answer == "heard 300000");
}

TEST_CASE("who goes away on the host is told to the service, also in the middle of an answer") {
    ForwardBench bench;
    int cut_off = 0;
    Service service(bench.loop, [&](tcp::socket socket) { return flood(std::move(socket), cut_off); });
    struct Leave {
        static awaitable<void> early(std::uint16_t port, const int& noticed) {
            auto socket = co_await connect_to(port);
            std::vector<char> buffer(1000000);
            co_await asio::async_read(socket, asio::buffer(buffer), use_awaitable);
            socket.close();
            for (int i = 0; i < 500 && noticed == 0; ++i) co_await sleep_for(milliseconds(10));
        }
    };

    bench.during(service.port(), Leave::early(bench.port, cut_off));

    CHECK(cut_off == 1);
}

TEST_CASE("where nothing answers on this machine the host's connection is closed, and it is known why") {
    ForwardBench bench;
    const auto local_port = free_port();
    auto forward = bench.open(local_port);
    std::string rest = "?";
    CHECK_FALSE(forward->trouble());

    await(bench.loop, beside(forward->serve(), expect_end(bench.port, rest)));

    CHECK(rest.empty());
    CHECK(forward->trouble().value_or("") == "nothing answers on localhost:" + std::to_string(local_port) +
                                                 " of this machine (connection refused)");
    await(bench.loop, forward->close());
}

TEST_CASE("a port that is taken on the host is an error that names host and port, and what to look at") {
    ForwardBench bench;
    Service service(bench.loop, echo);
    const Service taken(bench.loop, echo);
    bench.port = taken.port();

    const auto error = SshBench::error_of([&] { bench.open(service.port()); });

    CHECK(error.kind() == ErrorKind::command_failed);
    const auto port = std::to_string(bench.port);
    CHECK(error.message() == "127.0.0.1 refuses to forward its port " + port + " to this machine");
    CHECK(error.hint().find("ss -ltnp 'sport = :" + port + "'") != std::string::npos);
    CHECK(error.hint().find("AllowTcpForwarding") != std::string::npos);
}

TEST_CASE("a host that forbids forwarding refuses it") {
    for (const std::string line : {"AllowTcpForwarding no", "AllowTcpForwarding local",
                                   "DisableForwarding yes", "PermitListen 127.0.0.1:1"}) {
        CAPTURE(line);
        ForwardBench bench(line + "\n");

        const auto error = SshBench::error_of([&] { bench.open(80); });

        CHECK(error.kind() == ErrorKind::command_failed);
        CHECK(error.message().find("refuses to forward its port") != std::string::npos);
    }
}

TEST_CASE("a host that cannot be reached is told as by a connection for commands") {
    ForwardBench bench;
    bench.sshd.stop();

    CHECK(SshBench::error_of([&] { bench.open(80); }).kind() == ErrorKind::connect);
}

TEST_CASE("a connection that is lost in the middle of a transfer ends the work, and says which") {
    ForwardBench bench;
    int cut_off = 0;
    Service service(bench.loop, [&](tcp::socket socket) { return flood(std::move(socket), cut_off); });
    auto forward = bench.open(service.port());
    std::size_t right = 0;
    struct Break {
        static awaitable<void> in_the_middle(SshBench& bench, const std::size_t& right) {
            while (right <= megabyte) co_await sleep_for(milliseconds(10));
            bench.sshd.signal_connections(SIGKILL);
        }
        // The transfer may break first; what is asked for is the word of the forward.
        static awaitable<void> transfer(std::uint16_t port, std::size_t& right) {
            try {
                co_await both_ways(port, 1000 * megabyte, right);
            } catch (const asio::system_error&) {
            }
            co_await sleep_for(seconds(20));
        }
    };
    const Cancellable breaking(bench.loop, Break::in_the_middle(bench, right));

    const auto error = SshBench::error_of(
        [&] { await(bench.loop, beside(forward->serve(), Break::transfer(bench.port, right))); });

    CHECK(error.kind() == ErrorKind::connection_lost);
    CHECK(error.message() == "lost the connection to 127.0.0.1 that forwards its port " +
                                 std::to_string(bench.port) + ": the host closed the connection");
    CHECK(right > megabyte);
    await(bench.loop, forward->close());
    CHECK_FALSE(is_listening(bench.port));
}

TEST_CASE("an idle forward outlives the limit of the keepalive, to which a host need not answer") {
    ForwardBench bench("ClientAliveInterval 1\nClientAliveCountMax 2\n");
    bench.options.keepalive_interval = milliseconds(1000);
    bench.options.keepalive_limit = milliseconds(2500);
    Service service(bench.loop, echo);
    auto forward = bench.open(service.port());

    await(bench.loop, beside(forward->serve(), pause(seconds(6))));

    int right = 0;
    await(bench.loop, beside(forward->serve(), talk_at_once(bench.port, 3, 3, right)));
    CHECK(right == 3);
    await(bench.loop, forward->close());
}

TEST_CASE("a forward that is cancelled in the middle of transfers ends at once, and frees the port") {
    ForwardBench bench;
    int cut_off = 0;
    Service service(bench.loop, [&](tcp::socket socket) { return flood(std::move(socket), cut_off); });
    for (int i = 1; i <= 5; ++i) {
        auto forward = bench.open(service.port());
        Cancellable serving(bench.loop, forward->serve());
        std::size_t right = 0;
        Cancellable reading(bench.loop, both_ways(bench.port, 1000 * megabyte, right));
        bench.loop.restart();
        while (right == 0) bench.loop.run_one_for(seconds(10));
        CHECK_FALSE(ends_within(bench.loop, serving, milliseconds(50 * i)));

        serving.cancel();

        CHECK(ends_within(bench.loop, serving, milliseconds(500)));
        CHECK(serving.ended_as_cancelled());
        await(bench.loop, forward->close());
        CHECK_FALSE(is_listening(bench.port));
        CHECK(ends_within(bench.loop, reading, milliseconds(2000)));
        CHECK_FALSE(reading.ended_as_cancelled());
        CHECK(cut_off == i);
    }
}

TEST_CASE("a loop may be destroyed while connections are carried") {
    SshBench bench;
    for (int i = 0; i < 5; ++i) {
        auto loop = std::make_unique<asio::io_context>();
        SshConnector connector(loop->get_executor(), bench.options);
        const auto port = free_port();
        auto service = std::make_unique<Service>(*loop, echo);
        auto forward = await(*loop, connector.forward("127.0.0.1", ForwardedPort(port, service->port())));
        Cancellable serving(*loop, forward->serve());
        int right = 0;
        Cancellable talking(*loop, talk_at_once(port, 10, 1000000, right));
        loop->restart();
        loop->run_for(milliseconds(40 * i));
        forward.reset();
        service.reset();
        loop.reset();
    }
    CHECK(bench.run(*bench.connect(), "echo fine").out == "fine\n");
}
