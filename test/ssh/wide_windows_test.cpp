#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "ssh/ssh_bench.hpp"
#include "ssh/sshd.hpp"
#include "support/temp_dir.hpp"

using namespace wheels;
using test::SshBench;

namespace {

/// A server that gives windows and packets of 4 GiB; it goes with the object.
class WideServer {
public:
    explicit WideServer(const std::string& public_key) : port_(test::free_port()) {
        pid_ = test::spawn({"/usr/bin/python3", WIDE_WINDOWS, std::to_string(port_), public_key, dir_.path()},
                           dir_.path() + "/log");
        for (int i = 0; i < 1000 && !std::filesystem::exists(host_key()); ++i) ::usleep(10000);
    }
    ~WideServer() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    WideServer(const WideServer&) = delete;
    WideServer& operator=(const WideServer&) = delete;

    /// Debian's own Python, where it has the library for it.
    static bool possible() { return std::filesystem::exists("/usr/lib/python3/dist-packages/paramiko"); }

    std::uint16_t port() const { return port_; }
    std::string log() const { return test::contents(dir_.path() + "/log"); }
    std::string known_hosts_line() const {
        return "[127.0.0.1]:" + std::to_string(port_) + " " + test::contents(host_key());
    }

private:
    std::string host_key() const { return dir_.path() + "/host_key.pub"; }

    test::TempDir dir_;
    std::uint16_t port_ = 0;
    pid_t pid_ = -1;
};

}  // namespace

TEST_CASE("windows that fill all of their 32 bits") {
    REQUIRE(WideServer::possible());
    SshBench bench;
    const WideServer server(test::contents(bench.key + ".pub"));
    bench.options.port = server.port();
    bench.write_known_hosts(server.known_hosts_line());
    const std::string large(3'000'000, 'x');
    INFO(server.log());

    auto runner = bench.connect();
    Command counted("input", "wc -c");
    counted.input = Secret(large);
    const auto results =
        bench.run(*runner, {Command("first", "echo first"), counted, Command("status", "exit 3")});

    REQUIRE(results.size() == 3);
    CHECK(results[0].out == "first\n");
    CHECK(results[1].out == "3000000\n");
    CHECK(results[2].status == 3);
    CHECK(bench.run(*runner, "seq 100000; echo err >&2").out.size() == 588895);
    CHECK(bench.run(*runner, "head -c 20000000 /dev/zero | tr '\\0' x; echo").out.size() <=
          ExecResult::output_limit);
}
