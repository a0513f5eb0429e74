#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <set>
#include <thread>

#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

namespace {

/// Listens, and never accepts.
class DeafListener {
public:
    explicit DeafListener(int backlog) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(fd_, backlog);
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        port = ntohs(address.sin_port);
    }
    DeafListener(const DeafListener&) = delete;
    DeafListener& operator=(const DeafListener&) = delete;
    ~DeafListener() { ::close(fd_); }
    std::uint16_t port = 0;

private:
    int fd_;
};

// Descriptors of this process that a child would get.
std::set<int> inherited() {
    std::set<int> found;
    for (int fd = 0; fd < 256; ++fd) {
        const int flags = ::fcntl(fd, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0) found.insert(fd);
    }
    return found;
}

}  // namespace

TEST_CASE("what the program starts gets no connection") {
    SshBench bench;
    const auto before = inherited();
    const auto runner = bench.connect();

    CHECK(inherited() == before);
}

TEST_CASE("hosts are reached by name, by IPv4 and by IPv6") {
    SshBench bench;
    bench.write_known_hosts(bench.sshd.known_hosts_line("127.0.0.1") +
                            bench.sshd.known_hosts_line("localhost") + bench.sshd.known_hosts_line("::1"));

    for (const std::string host : {"127.0.0.1", "localhost", "::1"}) {
        CAPTURE(host);
        CHECK(bench.run(*bench.connect(host), "echo in").out == "in\n");
    }
}

TEST_CASE("a host may name its user and its port, which come before those of all hosts") {
    SshBench bench;
    bench.write_known_hosts(bench.sshd.known_hosts_line("127.0.0.1"));
    const auto user = bench.options.user;
    const auto port = std::to_string(bench.sshd.port());
    bench.options.user = "nobody-of-this-name";
    bench.options.port = 1;

    CHECK(bench.run(*bench.connect(user + "@127.0.0.1:" + port), "echo in").out == "in\n");
}

TEST_CASE("every address of a name is tried") {
    // localhost is ::1 and 127.0.0.1; only the second one listens here.
    SshBench bench("ListenAddress 127.0.0.1\n");
    bench.write_known_hosts(bench.sshd.known_hosts_line("localhost"));

    CHECK(bench.run(*bench.connect("localhost"), "echo in").out == "in\n");
}

TEST_CASE("a host that refuses is tried again for some seconds, and the error names it") {
    SshBench bench;
    bench.sshd.stop();
    const auto begun = steady_clock::now();

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::connect);
    CHECK(error.message() == "cannot connect to 127.0.0.1 port " + std::to_string(bench.sshd.port()) +
                                 ": connection refused (6 attempts)");
    CHECK_FALSE(error.hint().empty());
    CHECK(steady_clock::now() - begun < seconds(15));
}

TEST_CASE("ConnectionAttempts says how often") {
    SshBench bench;
    bench.sshd.stop();
    for (const int attempts : {1, 3}) {
        bench.options.hosts["127.0.0.1"].attempts = attempts;

        const auto error = SshBench::error_of([&] { bench.connect(); });

        CHECK((error.message().find("attempts)") == std::string::npos) == (attempts == 1));
        if (attempts > 1) CHECK(error.message().find("(3 attempts)") != std::string::npos);
    }
}

TEST_CASE("a host that comes up meanwhile is reached") {
    SshBench bench;
    bench.sshd.stop();
    asio::steady_timer soon(bench.loop, milliseconds(700));
    soon.async_wait([&](asio::error_code) { bench.sshd.start(); });

    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
}

TEST_CASE("a name that nobody knows is an error that says so") {
    SshBench bench;
    bench.options.dns_retries = 1;

    const auto error = SshBench::error_of([&] { bench.connect("no-such-host.invalid"); });

    CHECK(error.kind() == ErrorKind::unknown_host);
    CHECK(error.hint().find("DNS") != std::string::npos);
    CHECK(error.message().find("cannot connect to no-such-host.invalid port ") == 0);
    CHECK(error.message().find("name is not known") != std::string::npos);
    CHECK(error.message().find("(2 attempts)") != std::string::npos);
}

TEST_CASE("a host that accepts and says nothing is given up in time") {
    SshBench bench;
    const DeafListener deaf(8);
    bench.options.port = deaf.port;
    bench.options.connect_limit = milliseconds(800);
    const auto begun = steady_clock::now();

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::connect);
    CHECK(error.message().find("no answer to the SSH handshake in time") != std::string::npos);
    CHECK(steady_clock::now() - begun < seconds(10));
}

TEST_CASE("a host that does not even accept is given up in time") {
    SshBench bench;
    const DeafListener full(0);
    // Fills the queue, so that the next one's SYN stays without an answer.
    std::vector<std::unique_ptr<asio::ip::tcp::socket>> fill;
    for (int i = 0; i < 4; ++i) {
        fill.push_back(std::make_unique<asio::ip::tcp::socket>(bench.loop));
        fill.back()->async_connect({asio::ip::address_v4::loopback(), full.port}, [](asio::error_code) {});
    }
    bench.loop.run_for(milliseconds(100));
    bench.options.port = full.port;
    bench.options.connect_limit = milliseconds(800);

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::connect);
    CHECK(error.message().find("no answer in time") != std::string::npos);
}

TEST_CASE("something else than sshd behind the port is an error, not a hang") {
    SshBench bench;
    asio::ip::tcp::acceptor web(bench.loop, {asio::ip::address_v4::loopback(), 0});
    bench.options.port = web.local_endpoint().port();
    bench.options.connect_limit = milliseconds(3000);
    std::vector<asio::ip::tcp::socket> visitors;
    std::function<void()> serve = [&] {
        web.async_accept([&](asio::error_code error, asio::ip::tcp::socket socket) {
            if (error) return;
            asio::error_code ignored;
            socket.write_some(asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")), ignored);
            visitors.push_back(std::move(socket));
            serve();
        });
    };
    serve();

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::connect);
    web.close();
}

TEST_CASE("an sshd that has too many callers is asked again until it has time") {
    SshBench bench("MaxStartups 3\n");
    std::vector<asio::ip::tcp::socket> callers;
    for (int i = 0; i < 3; ++i) {
        callers.emplace_back(bench.loop);
        callers.back().connect({asio::ip::address_v4::loopback(), bench.sshd.port()});
    }
    asio::steady_timer soon(bench.loop, milliseconds(1500));
    soon.async_wait([&](asio::error_code) { callers.clear(); });

    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
    CHECK(bench.sshd.log().find("past MaxStartups") != std::string::npos);
}

TEST_CASE("no more handshakes are under way at a time than allowed") {
    SshBench bench;
    const DeafListener deaf(64);
    bench.options.port = deaf.port;
    bench.options.connect_limit = milliseconds(300);
    bench.options.max_concurrent_starts = 2;
    SshConnector connector(bench.loop.get_executor(), bench.options);
    int ended = 0;
    const auto done = [&](std::exception_ptr, std::unique_ptr<Runner>) {
        if (++ended == 6) bench.loop.stop();
    };
    const auto begun = steady_clock::now();

    for (int i = 0; i < 6; ++i) asio::co_spawn(bench.loop, connector.connect("127.0.0.1"), done);
    bench.loop.run();

    CHECK(ended == 6);
    CHECK(steady_clock::now() - begun >= milliseconds(900));
}
