#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.hpp"
#include "ssh/scripted_prompter.hpp"
#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

std::string slurp(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string name_of(const SshBench& bench) {
    return "[127.0.0.1]:" + std::to_string(bench.sshd.port());
}

}  // namespace

TEST_CASE("an unknown host is refused with its fingerprint and the command that accepts it") {
    SshBench bench;
    bench.write_known_hosts("");

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::host_key);
    CHECK(error.message().find(bench.sshd.fingerprint()) != std::string::npos);
    const auto at = error.hint().find("mkdir -p");
    REQUIRE(at != std::string::npos);
    const auto command = error.hint().substr(at);
    run_tool({"/usr/bin/env", "HOME=" + bench.sshd.home(), "sh", "-c", command});
    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
}

TEST_CASE("an unknown host is refused before it is offered a key") {
    SshBench bench;
    bench.write_known_hosts("");

    SshBench::error_of([&] { bench.connect(); });

    CHECK(bench.sshd.log().find("publickey") == std::string::npos);
}

TEST_CASE("on a terminal one is asked about an unknown host, and a yes is remembered") {
    SshBench bench;
    bench.write_known_hosts("");
    ScriptedPrompter prompter;
    prompter.confirmation = true;
    bench.options.prompter = &prompter;

    auto first = bench.connect();
    auto second = await(bench.loop, bench.connector->connect("127.0.0.1"));

    CHECK(prompter.questions.size() == 1);
    CHECK(prompter.questions[0].find(bench.sshd.fingerprint()) != std::string::npos);
    CHECK(slurp(bench.sshd.home() + "/.ssh/known_hosts") == bench.sshd.known_hosts_line("127.0.0.1"));
}

TEST_CASE("hosts that are asked about at the same time are one question") {
    SshBench bench;
    bench.write_known_hosts("");
    ScriptedPrompter prompter;
    prompter.confirmation = true;
    bench.options.prompter = &prompter;
    SshConnector connector(bench.loop.get_executor(), bench.options);
    int connected = 0;
    const auto done = [&](std::exception_ptr error, std::unique_ptr<Runner>) {
        if (!error) ++connected;
        if (connected == 3) bench.loop.stop();
    };

    for (int i = 0; i < 3; ++i) asio::co_spawn(bench.loop, connector.connect("127.0.0.1"), done);
    bench.loop.run();

    CHECK(connected == 3);
    CHECK(prompter.questions.size() == 1);
}

TEST_CASE("a no is a refusal, and nothing is written") {
    SshBench bench;
    bench.write_known_hosts("");
    ScriptedPrompter prompter;
    prompter.confirmation = false;
    bench.options.prompter = &prompter;

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::host_key);
    CHECK(slurp(bench.sshd.home() + "/.ssh/known_hosts").empty());
}

TEST_CASE("new hosts are accepted when the configuration says so, and ssh knows them then") {
    SshBench bench;
    std::filesystem::remove(bench.sshd.home() + "/.ssh/known_hosts");
    bench.options.accept_new_hosts = true;
    std::vector<std::string> warnings;
    bench.options.warn = [&](std::string text) { warnings.push_back(std::move(text)); };

    bench.connect();

    CHECK(slurp(bench.sshd.home() + "/.ssh/known_hosts") == bench.sshd.known_hosts_line("127.0.0.1"));
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] ==
          "added " + name_of(bench) + " (ED25519, " + bench.sshd.fingerprint() + ") to ~/.ssh/known_hosts");
    const auto said =
        run_tool({"/usr/bin/ssh", "-F", "/dev/null", "-i", bench.key, "-p", std::to_string(bench.sshd.port()),
                  "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o",
                  "UserKnownHostsFile=" + bench.sshd.home() + "/.ssh/known_hosts",
                  Sshd::user() + "@127.0.0.1", "echo in"});
    CHECK(said == "in\n");
}

TEST_CASE("a changed key is refused whatever is configured, with both fingerprints and the way out") {
    SshBench bench;
    const auto old_key = bench.sshd.fingerprint();
    bench.write_known_hosts("# first line\n" + bench.sshd.known_hosts_line("127.0.0.1"));
    bench.sshd.change_host_key();
    bench.options.accept_new_hosts = true;
    ScriptedPrompter prompter;
    prompter.confirmation = true;
    bench.options.prompter = &prompter;

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::host_key);
    CHECK(error.message().find(old_key) != std::string::npos);
    CHECK(error.message().find(bench.sshd.fingerprint()) != std::string::npos);
    CHECK(error.message().find("~/.ssh/known_hosts:2") != std::string::npos);
    CHECK(error.hint().find("ssh-keygen -R '" + name_of(bench) + "'") != std::string::npos);
    CHECK(prompter.questions.empty());
}

TEST_CASE("hashed entries are read") {
    SshBench bench;
    run_tool({"/usr/bin/ssh-keygen", "-H", "-f", bench.sshd.home() + "/.ssh/known_hosts"});
    REQUIRE(slurp(bench.sshd.home() + "/.ssh/known_hosts").find("|1|") == 0);

    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
    bench.sshd.change_host_key();
    CHECK(SshBench::error_of([&] { bench.connect(); }).kind() == ErrorKind::host_key);
}

TEST_CASE("the host has to show the kind of key that it is known by") {
    for (const std::string type : {"rsa", "ecdsa", "ed25519"}) {
        CAPTURE(type);
        SshBench bench("", {"ed25519", "ecdsa", "rsa"});
        bench.write_known_hosts(bench.sshd.known_hosts_line("127.0.0.1", type));

        CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
    }
}

TEST_CASE("a server that has nothing but an RSA key is fine") {
    SshBench bench("", {"rsa"});
    bench.write_known_hosts(bench.sshd.known_hosts_line("127.0.0.1", "rsa"));

    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
}

TEST_CASE("a revoked key is refused, and a certificate authority is no help") {
    SshBench bench;
    const auto line = bench.sshd.known_hosts_line("127.0.0.1");
    bench.write_known_hosts(line + "@revoked * " + line.substr(line.find(' ') + 1));
    const auto revoked = SshBench::error_of([&] { bench.connect(); });
    bench.write_known_hosts("@cert-authority * " + line.substr(line.find(' ') + 1));
    const auto authority = SshBench::error_of([&] { bench.connect(); });

    CHECK(revoked.kind() == ErrorKind::host_key);
    CHECK(revoked.message().find("revoked in ~/.ssh/known_hosts:2") != std::string::npos);
    CHECK(authority.kind() == ErrorKind::host_key);
    CHECK(authority.message().find("@cert-authority") != std::string::npos);
}

TEST_CASE(
    "with CheckHostIP an address that is known by another key is refused, and one that is not known is not") {
    SshBench bench;
    const auto port = "]:" + std::to_string(bench.sshd.port()) + " ";
    const auto fields = text::split(bench.sshd.known_hosts_line("the-app"), ' ');
    const auto other = make_key(bench.sshd.folder() + "/other", {"-t", "ed25519", "-N", ""});
    const auto by_name = "the-app " + fields.at(1) + " " + fields.at(2);
    HostSettings& host = bench.options.hosts["web"];
    host.host_name = "127.0.0.1";
    host.known_as = "the-app";
    for (const bool checks : {false, true}) {
        CAPTURE(checks);
        host.host_keys.check_ip = checks;
        bench.write_known_hosts(by_name);
        CHECK(bench.run(*bench.connect("web"), "echo in").out == "in\n");
        bench.write_known_hosts(by_name + "[127.0.0.1" + port + slurp(other + ".pub"));

        if (!checks) {
            CHECK(bench.run(*bench.connect("web"), "echo in").out == "in\n");
            continue;
        }
        const auto error = SshBench::error_of([&] { bench.connect("web"); });

        CHECK(error.kind() == ErrorKind::host_key);
        CHECK(error.message().find("has the address 127.0.0.1, and the key of 127.0.0.1") !=
              std::string::npos);
        CHECK(error.hint().find("CheckHostIP no") != std::string::npos);
    }
}

TEST_CASE("a host may be known by the settings alone, and be somewhere else than its name says") {
    SshBench bench;
    bench.write_known_hosts("");
    const auto fields = text::split(bench.sshd.known_hosts_line("playground"), ' ');
    HostSettings& host = bench.options.hosts["deploy@web1.example:2222"];
    host.is_exact = true;
    host.host_name = "127.0.0.1";
    host.port = bench.sshd.port();
    host.user = Sshd::user();
    host.known_as = "playground";
    host.host_keys.user_files.emplace();
    host.host_keys.global_files.emplace();
    host.host_keys.lines = "playground " + fields.at(1) + " " + fields.at(2);

    CHECK(bench.run(*bench.connect("deploy@web1.example:2222"), "echo in").out == "in\n");

    bench.sshd.change_host_key();
    const auto error = SshBench::error_of([&] { bench.connect("deploy@web1.example:2222"); });
    CHECK(error.kind() == ErrorKind::host_key);
}
