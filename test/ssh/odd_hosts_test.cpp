#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "async/with_deadline.hpp"
#include "ssh/dial.hpp"
#include "ssh/dropbear.hpp"
#include "ssh/ssh_bench.hpp"

// Hosts that are set up otherwise than most. Those with little patience for sessions are in
// round_trips_test.cpp, those with other shells and forced commands in login_shell_test.cpp.

using namespace wheels;
using namespace wheels::test;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

bool is_root() {
    return ::geteuid() == 0;
}

Command with_input(std::string name, std::string line, std::string input) {
    Command command(std::move(name), std::move(line));
    command.input = Secret(std::move(input));
    return command;
}

/// An address of loopback that stands on the link alone, as long as it lives.
class LinkAddress {
public:
    LinkAddress() : address_("fe80::" + std::to_string(::getpid() % 10000)) { change("add"); }
    ~LinkAddress() { change("del"); }
    LinkAddress(const LinkAddress&) = delete;
    LinkAddress& operator=(const LinkAddress&) = delete;

    const std::string& text() const { return address_; }

private:
    void change(const std::string& verb) const {
        run_tool({"/sbin/ip", "addr", verb, address_ + "/128", "dev", "lo", "scope", "link"});
    }
    std::string address_;
};

/// Somebody at 127.0.0.2 who never answers a SYN: the queue is full.
class DeadAddress {
public:
    DeadAddress(asio::io_context& loop, std::uint16_t port)
        : endpoint(asio::ip::make_address("127.0.0.2"), port), listener_(loop) {
        listener_.open(asio::ip::tcp::v4());
        listener_.bind(endpoint);
        listener_.listen(0);
        for (int i = 0; i < 4; ++i) {
            fill_.push_back(std::make_unique<asio::ip::tcp::socket>(loop));
            fill_.back()->async_connect(endpoint, [](asio::error_code) {});
        }
        loop.run_for(milliseconds(100));
    }

    const asio::ip::tcp::endpoint endpoint;

private:
    asio::ip::tcp::acceptor listener_;
    std::vector<std::unique_ptr<asio::ip::tcp::socket>> fill_;
};

// A socket has no value without a loop, an endpoint has.
awaitable<asio::ip::tcp::endpoint> peer_of(awaitable<asio::ip::tcp::socket> work) {
    const auto socket = co_await std::move(work);
    co_return socket.remote_endpoint();
}

awaitable<bool> ends_within(awaitable<asio::ip::tcp::socket> work, milliseconds limit) {
    auto connecting = peer_of(std::move(work));
    const auto peer = co_await with_deadline(std::move(connecting), limit);
    co_return peer.has_value();
}

asio::ip::tcp::endpoint loopback(std::uint16_t port) {
    return {asio::ip::address_v4::loopback(), port};
}

}  // namespace

TEST_CASE("dropbear is a host like others") {
    if (!Dropbear::possible()) return;
    SshBench bench;
    const Dropbear dropbear(contents(bench.key + ".pub"));
    bench.options.user = "small";
    bench.options.port = dropbear.port();
    bench.write_known_hosts(dropbear.known_hosts_line());
    const std::string large(300000, 'x');
    INFO(dropbear.log());

    auto runner = bench.connect();
    const auto results = bench.run(
        *runner, {Command("home", "pwd"), with_input("input", "wc -c", large), Command("status", "exit 3")});

    REQUIRE(results.size() == 3);
    CHECK(results[0].out.find("/home\n") != std::string::npos);
    CHECK(results[1].out == "300000\n");
    CHECK(results[2].status == 3);
    CHECK(bench.run(*runner, "seq 100000").out.size() == 588895);
    for (int i = 0; i < 5; ++i) CHECK(bench.run(*runner, "echo on; echo err >&2").err == "err\n");
    const auto late = SshBench::error_of([&] {
        Command slow("slow", "sleep 30");
        slow.deadline = std::chrono::seconds(1);
        bench.run(*runner, slow);
    });
    CHECK(late.kind() == ErrorKind::timed_out);
    CHECK(bench.run(*runner, "echo on").out == "on\n");
}

TEST_CASE("what two sides cannot agree on is said with both lists, and not tried again") {
    struct Case {
        std::string configuration;
        std::string said;
    };
    const Case cases[] = {
        {"Ciphers 3des-cbc\nKexAlgorithms diffie-hellman-group16-sha512\nMACs umac-64@openssh.com\n",
         "no MAC is known to both sides. The host has: umac-64@openssh.com. Here there are: "},
        {"KexAlgorithms sntrup761x25519-sha512@openssh.com\n",
         "no key exchange is known to both sides. The host has: sntrup761x25519-sha512@openssh.com. Here "
         "there "
         "are: curve25519-sha256, "},
    };
    for (const auto& [configuration, said] : cases) {
        CAPTURE(configuration);
        SshBench bench(configuration);

        const auto error = SshBench::error_of([&] { bench.connect(); });

        CHECK(error.kind() == ErrorKind::connect);
        CHECK(error.message().find("the SSH handshake failed: " + said) != std::string::npos);
        CHECK(error.message().find("attempts") == std::string::npos);
        CHECK(error.hint().find("sshd_config") != std::string::npos);
    }
}

TEST_CASE("each algorithm that both sides have is enough by itself") {
    const std::string cases[] = {
        "KexAlgorithms curve25519-sha256@libssh.org\n",
        "KexAlgorithms diffie-hellman-group16-sha512\n",
        "Ciphers aes128-gcm@openssh.com\n",
        "Ciphers chacha20-poly1305@openssh.com\n",
        "Ciphers aes256-ctr\nMACs hmac-sha2-512-etm@openssh.com\n",
        "Ciphers aes128-ctr\nMACs hmac-sha2-256\n",
    };
    for (const auto& configuration : cases) {
        CAPTURE(configuration);
        SshBench bench(configuration);

        CHECK(bench.run(*bench.connect(), "seq 20000").out.size() == 108894);
    }
}

TEST_CASE("a host that allows one login at a time gets all who want in, one after the other") {
    SshBench bench("MaxStartups 1\n");
    bench.connector = std::make_unique<SshConnector>(bench.loop.get_executor(), bench.options);
    int in = 0;
    int ended = 0;
    const auto done = [&](std::exception_ptr error, std::unique_ptr<Runner>) {
        if (!error) ++in;
        if (++ended == 4) bench.loop.stop();
    };

    for (int i = 0; i < 4; ++i) asio::co_spawn(bench.loop, bench.connector->connect("127.0.0.1"), done);
    bench.loop.run();

    CHECK(in == 4);
}

TEST_CASE("a host that hears of two keys only is let known in time which ones to name") {
    SshBench bench("MaxAuthTries 2\n");
    std::vector<std::string> others;
    for (const std::string name : {"one", "two", "three"})
        others.push_back(make_key(bench.sshd.folder() + "/" + name, {"-t", "ed25519", "-N", ""}));

    bench.options.keys = {others[0], bench.key};
    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");

    bench.options.keys = {others[0], others[1], others[2], bench.key};
    const auto error = SshBench::error_of([&] { bench.connect(); });
    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("Too many authentication failures") != std::string::npos);
    CHECK(error.hint().find("ssh/keys_only") != std::string::npos);
}

TEST_CASE("a banner is passed over, however long it is and whatever is in it") {
    SshBench bench("Banner " + std::filesystem::temp_directory_path().string() + "/wheels-banner-" +
                   std::to_string(::getpid()) + "\n");
    const auto file =
        std::filesystem::temp_directory_path() / ("wheels-banner-" + std::to_string(::getpid()));
    std::ofstream(file) << "\x1b[31mAuthorized \xff\xfe users only" << std::string(20000, '!') << "\n";

    auto runner = bench.connect();
    const auto result = bench.run(*runner, "echo in");

    std::filesystem::remove(file);
    CHECK(result.out == "in\n");
    CHECK(result.err.empty());
}

TEST_CASE("a user who is not root runs commands at home, past what the account's rc file prints") {
    if (!is_root()) return;
    const TempDir dir;
    std::filesystem::permissions(dir.path(), std::filesystem::perms(0755));
    const auto home = dir.path() + "/deployer";
    std::filesystem::create_directories(home + "/.ssh");
    dir.write("deployer/.ssh/rc", "echo 'Welcome'; echo 'Mind the step' >&2\n", 0755);
    dir.write("deployer/.bashrc", "echo 'Hello'; echo 'no locale' >&2\n", 0644);
    SshBench bench("SetEnv SSH_TEST=1\n", {"ed25519"}, {"deployer:*:4321:4321::" + home + ":/bin/bash"});
    REQUIRE(::chown(home.c_str(), 4321, 4321) == 0);
    // The file of allowed keys is read as the user.
    std::filesystem::permissions(bench.sshd.folder(), std::filesystem::perms(0755));
    std::filesystem::permissions(bench.sshd.folder() + "/authorized_keys", std::filesystem::perms(0644));
    bench.options.user = "deployer";

    auto runner = bench.connect();
    const auto alone = bench.run(*runner, "pwd; id -u; echo err >&2");
    const auto together = bench.run(*runner, {with_input("write", "cat > note && cat note", "secret"),
                                              Command("mode", "stat -c %u note")});

    CHECK(alone.out == home + "\n4321\n");
    CHECK(alone.err == "err\n");
    REQUIRE(together.size() == 2);
    CHECK(together[0].out == "secret");
    CHECK(together[1].out == "4321\n");
}

TEST_CASE("an address of a link is reached through the interface that it names") {
    if (!is_root()) return;
    const LinkAddress link;
    SshBench bench("ListenAddress 127.0.0.1\nListenAddress [" + link.text() + "%lo]\n");
    const auto host = link.text() + "%lo";
    bench.write_known_hosts(bench.sshd.known_hosts_line(host));

    CHECK(bench.run(*bench.connect(host), "echo in").out == "in\n");
    for (const auto& wrong : {link.text(), link.text() + "%nowhere0"}) {
        CAPTURE(wrong);
        const auto error = SshBench::error_of([&] { bench.connect(wrong); });
        CHECK(error.message().find("a link-local address needs the interface it is behind") !=
              std::string::npos);
    }
}

TEST_CASE("an address that does not answer delays the others of its name by a quarter of a second") {
    SshBench bench;
    const DeadAddress dead(bench.loop, bench.sshd.port());
    std::vector<asio::ip::tcp::endpoint> addresses{dead.endpoint, loopback(bench.sshd.port())};
    const auto begun = steady_clock::now();

    const auto peer = await(bench.loop, peer_of(ssh::reach(addresses, begun + std::chrono::seconds(10))));

    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
    MESSAGE("one of two addresses dead: ", took.count(), " ms");
    CHECK(peer == loopback(bench.sshd.port()));
    CHECK(took >= milliseconds(240));
    CHECK(took < milliseconds(1500));
}

TEST_CASE("an address that refuses delays the others of its name not at all") {
    SshBench bench;
    const asio::ip::tcp::endpoint nobody(asio::ip::make_address("127.0.0.2"), bench.sshd.port());
    std::vector<asio::ip::tcp::endpoint> addresses{nobody, nobody, loopback(bench.sshd.port())};
    const auto begun = steady_clock::now();

    const auto peer = await(bench.loop, peer_of(ssh::reach(addresses, begun + std::chrono::seconds(10))));

    CHECK(peer == loopback(bench.sshd.port()));
    CHECK(steady_clock::now() - begun < milliseconds(200));
}

TEST_CASE("when no address of a name answers it is told what each of them did, as soon as that is clear") {
    SshBench bench;
    const auto port = bench.sshd.port();
    const DeadAddress dead(bench.loop, port);
    bench.sshd.stop();
    struct Case {
        std::vector<asio::ip::tcp::endpoint> addresses;
        ssh::DialFailure::Kind kind;
        std::string cause;
    };
    using Kind = ssh::DialFailure::Kind;
    const Case cases[] = {
        {{dead.endpoint, loopback(port)},
         Kind::refused,
         "127.0.0.2: no answer in time, 127.0.0.1: connection refused"},
        {{loopback(port), loopback(port)}, Kind::refused, "connection refused"},
        {{dead.endpoint}, Kind::unreachable, "no answer in time"},
    };
    for (const auto& [addresses, kind, cause] : cases) {
        CAPTURE(cause);
        std::optional<ssh::DialFailure> failure;

        try {
            await(bench.loop, peer_of(ssh::reach(addresses, steady_clock::now() + milliseconds(600))));
        } catch (const ssh::DialFailure& failed) {
            failure = failed;
        }

        REQUIRE(failure);
        CHECK(failure->kind == kind);
        CHECK(failure->cause == cause);
    }
}

TEST_CASE("connecting to many addresses can be cancelled at any point") {
    SshBench bench;
    const DeadAddress dead(bench.loop, bench.sshd.port());
    const std::vector<asio::ip::tcp::endpoint> addresses(4, dead.endpoint);
    for (const int delay : {0, 100, 300, 600}) {
        auto work = ssh::reach(addresses, steady_clock::now() + std::chrono::seconds(10));
        const auto begun = steady_clock::now();

        const bool ended = await(bench.loop, ends_within(std::move(work), milliseconds(delay)));

        CHECK_FALSE(ended);
        CHECK(steady_clock::now() - begun < milliseconds(delay + 500));
    }
}
