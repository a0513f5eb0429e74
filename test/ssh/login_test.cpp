#include <doctest/doctest.h>

#include <filesystem>

#include "ssh/keyring.hpp"
#include "ssh/scripted_prompter.hpp"
#include "ssh/ssh_agent.hpp"
#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

/// A bench whose home holds no key of its own.
struct KeylessBench : SshBench {
    explicit KeylessBench(const std::string& configuration = {}) : SshBench(configuration) {
        std::filesystem::remove(key);
        std::filesystem::remove(key + ".pub");
    }
    std::string add_key(const std::string& name, const std::vector<std::string>& key_options) {
        auto path = make_key(sshd.home() + "/.ssh/" + name, key_options);
        sshd.authorize(path + ".pub");
        return path;
    }
    bool logs_in() { return run(*connect(), "echo in").out == "in\n"; }
};

}  // namespace

TEST_CASE("keys of every kind and format log in") {
    struct Case {
        std::string name;
        std::vector<std::string> options;
        std::string accepted;  // as sshd's log has it
    };
    const Case cases[] = {
        {"id_ed25519", {"-t", "ed25519", "-N", ""}, "ED25519"},
        {"id_ecdsa", {"-t", "ecdsa", "-b", "256", "-N", ""}, "ECDSA"},
        {"p384", {"-t", "ecdsa", "-b", "384", "-N", ""}, "ECDSA"},
        {"p521", {"-t", "ecdsa", "-b", "521", "-N", ""}, "ECDSA"},
        {"id_rsa", {"-t", "rsa", "-b", "2048", "-N", ""}, "RSA"},
        {"rsa_pem", {"-t", "rsa", "-b", "2048", "-m", "PEM", "-N", ""}, "RSA"},
        {"ecdsa_pem", {"-t", "ecdsa", "-m", "PEM", "-N", ""}, "ECDSA"},
        {"rsa_pkcs8", {"-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", ""}, "RSA"},
        {"ecdsa_pkcs8", {"-t", "ecdsa", "-m", "PKCS8", "-N", ""}, "ECDSA"},
    };
    KeylessBench bench;

    for (const auto& [name, options, accepted] : cases) {
        CAPTURE(name);
        bench.add_key(name, options);
        bench.options.keys = {"~/.ssh/" + name};
        CHECK(bench.logs_in());
    }

    const auto log = bench.sshd.log();
    CHECK(log.find("Accepted publickey for " + Sshd::user()) != std::string::npos);
    for (const auto& [name, options, accepted] : cases)
        CHECK(log.find("ssh2: " + accepted) != std::string::npos);
}

TEST_CASE("without configured keys the usual files are tried") {
    for (const std::string type : {"ed25519", "ecdsa", "rsa"}) {
        CAPTURE(type);
        KeylessBench bench;
        bench.add_key("id_" + type, {"-t", type, "-N", ""});

        CHECK(bench.logs_in());
    }
}

TEST_CASE("a passphrase is asked for once, for all hosts, and only when a host wants the key") {
    for (const std::string format : {"RFC4716", "PEM"}) {
        CAPTURE(format);
        KeylessBench bench;
        bench.add_key("id_rsa", {"-t", "rsa", "-b", "2048", "-m", format, "-N", "open sesame"});
        ScriptedPrompter prompter;
        prompter.secrets = {"wrong", "open sesame"};
        bench.options.prompter = &prompter;

        auto first = bench.connect();
        auto second = await(bench.loop, bench.connector->connect("127.0.0.1"));

        CHECK(bench.run(*first, "echo in").out == "in\n");
        CHECK(bench.run(*second, "echo in").out == "in\n");
        REQUIRE(prompter.questions.size() == 2);
        CHECK(prompter.questions[0] == "Passphrase for ~/.ssh/id_rsa: ");
        CHECK(prompter.questions[1].find("not the passphrase") != std::string::npos);
    }
}

TEST_CASE("nobody is asked for the passphrase of a key that the host does not take") {
    KeylessBench bench;
    make_key(bench.sshd.home() + "/.ssh/id_ed25519", {"-t", "ed25519", "-N", "secret"});
    bench.add_key("id_rsa", {"-t", "rsa", "-b", "2048", "-N", ""});
    ScriptedPrompter prompter;
    bench.options.prompter = &prompter;

    CHECK(bench.logs_in());
    CHECK(prompter.questions.empty());
}

TEST_CASE("a key whose passphrase nobody can tell is an error that says how to go on") {
    KeylessBench bench;
    bench.add_key("id_ed25519", {"-t", "ed25519", "-N", "secret"});

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("~/.ssh/id_ed25519 (SHA256:") != std::string::npos);
    CHECK(error.message().find("needs a passphrase") != std::string::npos);
    CHECK(error.message().find("ssh-add ~/.ssh/id_ed25519") != std::string::npos);
    CHECK(error.message().find("secret") == std::string::npos);
}

TEST_CASE("an ssh-agent signs, for every kind of key") {
    for (const std::string type : {"ed25519", "ecdsa", "rsa"}) {
        CAPTURE(type);
        KeylessBench bench;
        const SshAgent agent;
        const auto key = make_key(bench.sshd.folder() + "/agent_key", {"-t", type, "-N", ""});
        bench.sshd.authorize(key + ".pub");
        agent.add(key);
        bench.options.agent_socket = agent.socket();

        CHECK(bench.logs_in());
        CHECK(bench.sshd.log().find("rsa-sha2") == std::string::npos);
    }
}

TEST_CASE("an agent that holds an encrypted key saves the question for its passphrase") {
    KeylessBench bench;
    const SshAgent agent;
    const auto key = bench.add_key("id_ed25519", {"-t", "ed25519", "-N", ""});
    agent.add(key);
    run_tool({"/usr/bin/ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", key});
    bench.options.agent_socket = agent.socket();

    CHECK(bench.logs_in());
}

TEST_CASE("with keys_only the agent signs for configured keys, and for no others") {
    KeylessBench bench;
    const SshAgent agent;
    const auto key = make_key(bench.sshd.folder() + "/agent_key", {"-t", "ed25519", "-N", ""});
    bench.sshd.authorize(key + ".pub");
    agent.add(key);
    make_key(bench.sshd.home() + "/.ssh/other", {"-t", "ed25519", "-N", ""});
    bench.options.agent_socket = agent.socket();
    bench.options.keys = {"~/.ssh/other"};
    bench.options.keys_only = true;

    const auto error = SshBench::error_of([&] { bench.connect(); });
    bench.options.keys_only = false;

    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("in the agent") == std::string::npos);
    CHECK(bench.logs_in());
}

TEST_CASE("a public key picks the agent's that belongs to it, and no other") {
    for (const bool is_named :
         {true, false}) {  // the file itself, or that beside a private key which is not there
        CAPTURE(is_named);
        KeylessBench bench("MaxAuthTries 2\n");
        const SshAgent agent;
        for (int i = 0; i < 4; ++i) {
            const auto name = bench.sshd.folder() + "/agent_key" + std::to_string(i);
            agent.add(make_key(name, {"-t", "ed25519", "-N", ""}));
        }
        const auto key = bench.add_key("mine", {"-t", "ed25519", "-N", ""});
        agent.add(key);
        std::filesystem::remove(key);
        bench.options.agent_socket = agent.socket();
        bench.options.keys = {is_named ? "~/.ssh/mine.pub" : "~/.ssh/mine"};
        bench.options.keys_only = true;

        CHECK(bench.logs_in());
    }
}

TEST_CASE("a public key whose private one no agent has is of no use, and is said") {
    KeylessBench bench;
    std::filesystem::remove(bench.add_key("mine", {"-t", "ed25519", "-N", ""}));
    bench.options.keys = {"~/.ssh/mine.pub"};

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("~/.ssh/mine.pub: a public key, and no agent has the private one") !=
          std::string::npos);
}

TEST_CASE("a key of the agent that a host has accepted is the next that is offered, behind configured ones") {
    KeylessBench bench;
    const SshAgent agent;
    for (int i = 0; i < 3; ++i) {
        const auto name = bench.sshd.folder() + "/agent_key" + std::to_string(i);
        agent.add(make_key(name, {"-t", "ed25519", "-N", ""}));
    }
    bench.add_key("mine", {"-t", "ed25519", "-N", ""});
    for (const bool is_configured : {false, true}) {
        CAPTURE(is_configured);
        asio::io_context loop;
        ssh::Questions questions(loop.get_executor(), nullptr);
        ssh::KeyringOptions options;
        options.home = bench.sshd.home();
        options.agent_socket = agent.socket();
        if (is_configured) options.keys = {"~/.ssh/mine"};
        const std::size_t others = is_configured ? 1 : 0;
        ssh::Keyring keyring(loop.get_executor(), options, questions);

        const auto before = await(loop, keyring.identities());
        before.at(others + 2)->note_accepted();
        const auto after = await(loop, keyring.identities());

        REQUIRE(after.size() == before.size());
        if (is_configured) CHECK(after.at(0) == before.at(0));
        CHECK(after.at(others) == before.at(others + 2));
        CHECK(after.at(others + 1) == before.at(others));
    }
}

TEST_CASE("a configured key is offered before the agent's, however many those are") {
    KeylessBench bench("MaxAuthTries 2\n");
    const SshAgent agent;
    for (int i = 0; i < 8; ++i) {
        const auto name = bench.sshd.folder() + "/agent_key" + std::to_string(i);
        agent.add(make_key(name, {"-t", "ed25519", "-N", ""}));
    }
    bench.add_key("deploy", {"-t", "ed25519", "-N", ""});
    bench.options.agent_socket = agent.socket();

    const auto error = SshBench::error_of([&] { bench.connect(); });
    bench.options.keys = {"~/.ssh/deploy"};

    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("Too many authentication failures") != std::string::npos);
    CHECK(error.hint().find("IdentitiesOnly yes") != std::string::npos);
    CHECK(error.hint().find("ssh/keys_only: true") != std::string::npos);
    CHECK(bench.logs_in());
}

TEST_CASE("an agent that is gone, mute or talks nonsense leaves the other keys") {
    SshBench bench;
    bench.options.agent_socket = bench.sshd.folder() + "/no-such-agent";
    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");

    asio::local::stream_protocol::acceptor nonsense(bench.loop, bench.sshd.folder() + "/nonsense");
    auto answer = [](asio::error_code, asio::local::stream_protocol::socket socket) {
        socket.write_some(asio::buffer(std::string("\xff\xff\xff\xff\x01", 5)));
    };
    nonsense.async_accept(answer);
    bench.options.agent_socket = bench.sshd.folder() + "/nonsense";
    CHECK(bench.run(*bench.connect(), "echo in").out == "in\n");
}

TEST_CASE("keys that are not accepted are listed, with how to mend it") {
    SshBench bench;
    std::ofstream(bench.sshd.folder() + "/authorized_keys").close();
    bench.options.keys = {"~/.ssh/id_ed25519", "~/.ssh/missing", bench.sshd.folder() + "/sshd_config"};

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("127.0.0.1 port ") == 0);
    CHECK(error.message().find("does not let " + Sshd::user() + " in") != std::string::npos);
    CHECK(error.message().find("~/.ssh/id_ed25519 (SHA256:") != std::string::npos);
    CHECK(error.message().find("~/.ssh/missing: No such file") != std::string::npos);
    CHECK(error.message().find("sshd_config is not a private key") != std::string::npos);
    CHECK(error.hint().find("ssh-copy-id -p ") != std::string::npos);
}

TEST_CASE("no key at all is an error that says where was looked") {
    KeylessBench bench;

    const auto error = SshBench::error_of([&] { bench.connect(); });

    CHECK(error.kind() == ErrorKind::authentication);
    CHECK(error.message().find("~/.ssh/id_rsa: No such file") != std::string::npos);
    CHECK(error.message().find("SSH_AUTH_SOCK is not set") != std::string::npos);
}
