#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "ssh/ssh_bench.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

std::string account(const std::string& name, const std::string& shell) {
    return name + ":*:0:0::/root:" + shell;
}

/// A host with an account for every shell of this machine, and start files that talk on both streams.
struct Shells {
    Shells() : bench({}, {"ed25519"}, accounts()) {
        const auto home = bench.sshd.home();
        const std::string chatter = "echo 'Welcome to web1'; echo 'setlocale: cannot change locale' >&2\n";
        std::ofstream(home + "/.bashrc") << chatter << "REGION=eu\n";
        std::ofstream(home + "/.cshrc") << "echo 'Welcome to web1'\n";
        std::ofstream(home + "/.tcshrc") << "echo 'Welcome to web1'\n";
        std::filesystem::create_directories(home + "/.config/fish");
        std::ofstream(home + "/.config/fish/config.fish") << chatter;
    }

    static std::vector<std::string> installed() {
        std::vector<std::string> shells;
        for (const std::string shell : {"bash", "dash", "fish", "csh", "tcsh", "zsh"}) {
            if (std::filesystem::exists("/bin/" + shell) || std::filesystem::exists("/usr/bin/" + shell))
                shells.push_back(shell);
        }
        return shells;
    }

    static std::vector<std::string> accounts() {
        std::vector<std::string> lines;
        for (const auto& shell : installed()) {
            const auto path = "/bin/" + shell;
            lines.push_back(account(shell, std::filesystem::exists(path) ? path : "/usr" + path));
        }
        lines.push_back(account("nobody-home", "/bin/false"));
        lines.push_back(account("nologin", "/usr/sbin/nologin"));
        return lines;
    }

    std::unique_ptr<Runner> as(const std::string& user) {
        bench.options.user = user;
        return bench.connect();
    }

    SshBench bench;
};

Command with_input(std::string name, std::string line, std::string input) {
    Command command(std::move(name), std::move(line));
    command.input = Secret(std::move(input));
    return command;
}

bool is_root() {
    return ::geteuid() == 0;
}

}  // namespace

TEST_CASE("a command runs as it stands, whatever the login shell is and its start files say") {
    if (!is_root()) return;
    Shells shells;
    const std::string odd = "it's \"odd\" \\ `x` $HOME !bang ^hat^ #\n\t~ * ? [a] {b,c} ä & ; | < > ( ) %";
    for (const auto& shell : Shells::installed()) {
        CAPTURE(shell);
        auto runner = shells.as(shell);
        const std::string quoted = "printf %s '" + std::string("it'\\''s") + odd.substr(4) + "'";
        const std::string argument(40000, 'y');

        const auto alone = shells.bench.run(*runner, Command("alone", quoted + "; echo done >&2; exit 3"));
        const auto together = shells.bench.run(
            *runner, {Command("first", quoted), with_input("input", "cat; echo err >&2", odd),
                      Command("last", "for x in a b; do\n  echo \"$x\"\ndone")});
        const auto wide =
            shells.bench.run(*runner, with_input("wide", "x='" + argument + "'; cat; echo ${#x}", "in "));

        CHECK(alone.out == odd);
        CHECK(alone.err == "done\n");
        CHECK(alone.status == 3);
        REQUIRE(together.size() == 3);
        CHECK(together[0].out == odd);
        CHECK(together[0].err.empty());
        CHECK(together[1].out == odd);
        CHECK(together[1].err == "err\n");
        CHECK(together[2].out == "a\nb\n");
        CHECK(wide.out == "in 40000\n");
    }
}

TEST_CASE("what bash has as a login shell, commands have, alone and in a sequence") {
    if (!is_root()) return;
    Shells shells;
    auto runner = shells.as("bash");
    const std::string line = "echo \"${HOSTNAME} ${UID} ${REGION} ${wheels_l-none}\"";
    const auto wanted = run_tool({"/bin/hostname"});

    const auto alone = shells.bench.run(*runner, line);
    const auto together = shells.bench.run(*runner, {Command("a", line), Command("b", "(exit 3); " + line)});

    const auto expected = wanted.substr(0, wanted.size() - 1) + " 0 eu none\n";
    CHECK(alone.out == expected);
    REQUIRE(together.size() == 2);
    CHECK(together[0].out == expected);
    CHECK(together[1].out == expected);
    // Only the shell has them, no program that it starts.
    CHECK(shells.bench.run(*runner, "env | grep -c '^REGION=\\|^UID='; true").out == "0\n");
}

TEST_CASE("a forced command that runs the original one is no hindrance, by whichever shell it does it") {
    const std::string inputs[] = {
        "eval \"$SSH_ORIGINAL_COMMAND\"",
        "sh -c \"$SSH_ORIGINAL_COMMAND\"",
        "bash -c \"$SSH_ORIGINAL_COMMAND\"",
        "logger -s \"$SSH_ORIGINAL_COMMAND\" 2>/dev/null; eval \"$SSH_ORIGINAL_COMMAND\"",
    };
    for (const auto& forced : inputs) {
        CAPTURE(forced);
        SshBench bench("ForceCommand " + forced + "\n");
        auto runner = bench.connect();

        const auto results = bench.run(
            *runner, {Command("one", "echo \"it's $((1 + 1))\""), with_input("two", "cat", "input")});

        REQUIRE(results.size() == 2);
        CHECK(results[0].out == "it's 2\n");
        CHECK(results[1].out == "input");
        CHECK(bench.run(*runner, "echo alone").out == "alone\n");
    }
}

TEST_CASE("a host that lets us in but runs something else is told as that") {
    if (!is_root()) return;
    Shells shells;
    struct Case {
        std::string user;
        std::string told;
    };
    const Case cases[] = {
        {"nobody-home",
         "127.0.0.1 lets us in but does not run probe: what runs there instead ends at once, with status 1"},
        {"nologin",
         "127.0.0.1 lets us in but does not run probe: what runs there instead says \"This account is "
         "currently not "
         "available.\", with status 1"},
    };
    for (const auto& [user, told] : cases) {
        CAPTURE(user);
        auto runner = shells.as(user);

        const auto error = SshBench::error_of([&] { shells.bench.run(*runner, Command("probe", "echo")); });
        const auto in_sequence = SshBench::error_of(
            [&] { shells.bench.run(*runner, {Command("probe", "echo"), Command("more", "echo")}); });

        CHECK(error.kind() == ErrorKind::connect);
        CHECK(error.message() == told);
        CHECK(error.hint().find("login shell") != std::string::npos);
        CHECK(in_sequence.message() == told);
    }
}
