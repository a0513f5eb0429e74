#include <doctest/doctest.h>

#include <map>
#include <string>

#include "api/load_config.hpp"
#include "support/recording_sink.hpp"
#include "support/run_loop.hpp"
#include "support/scripted_processes.hpp"
#include "support/temp_dir.hpp"

using namespace wheels;

namespace {

/// A project whose secrets come from a vault, by a `doppler` that knows two hostile values.
struct VaultProject {
    VaultProject() {
        folder.write("config/deploy.yml",
                     "service: app\nimage: org/app\nservers: [10.0.0.1]\n"
                     "registry: {username: bob, password: [PASSWORD]}\n");
        folder.write("bin/doppler", R"(#!/bin/sh
[ "$1" = me ] && exit 0
[ "$3" = TELL ] && { printf '%s%0390d' "$SAYS" 0 >&2; exit 1; }
[ "$3" = BAD ] && { echo "Doppler Error: no BAD" >&2; exit 1; }
echo run >> fetches
cat <<'END'
{"A":{"computed":"it's (\"$5\") \\ ${HOME} `id` $(id) #x\nline two"},"B":{"computed":"ü=€"}}
END
)",
                     0755);
        surroundings.project_root = folder.path();
        surroundings.environment = {{"PATH", folder.path() + "/bin:/usr/bin:/bin"}, {"HOME", folder.path()}};
        options.version = "v1";
    }

    std::map<std::string, Secret> secrets(const std::string& file) {
        folder.write(".kamal/secrets", file);
        asio::io_context loop;
        return test::run_loop(loop, api::load_config(options, surroundings, sink)).secrets;
    }

    test::TempDir folder;
    test::RecordingSink sink;
    ProjectOptions options;
    Surroundings surroundings;
};

}  // namespace

TEST_CASE("a secrets file fetches from a vault and extracts, byte for byte") {
    for (const std::string command : {"kamal secrets", "wheels deploy secrets"}) {
        CAPTURE(command);
        VaultProject project;

        const auto secrets = project.secrets(
            "ALL=$(" + command + " fetch --adapter doppler \\\n  --from p/c A B)\n" + "PASSWORD=$(" +
            command + " extract A $ALL)\n" + "B=$(" + command + " extract B ${ALL})\n");

        CHECK(secrets.at("PASSWORD").reveal() == "it's (\"$5\") \\ ${HOME} `id` $(id) #x\nline two");
        CHECK(secrets.at("B").reveal() == "ü=€");
    }
}

TEST_CASE("commands of secrets files and tools of vaults get our input only where the terminal is lent") {
    for (const bool lent : {false, true}) {
        CAPTURE(lent);
        VaultProject project;
        std::map<std::string, bool> inherits;
        test::ScriptedProcesses processes;
        processes.answer = [&](const ChildSpec& spec) -> test::ScriptedProcesses::Answer {
            const auto what = spec.argv.size() > 1 ? spec.argv[0] + " " + spec.argv[1] : spec.argv[0];
            inherits[what] = spec.input == ChildSpec::Input::inherit && !spec.own_group;
            if (what == "doppler me") return {1, ""};
            return {0, what == "doppler secrets" ? R"({"A":{"computed":"1"}})" : "x"};
        };
        project.surroundings.processes = &processes;
        project.surroundings.lends_terminal = lent;

        project.secrets("ALL=$(kamal secrets fetch --adapter doppler --from p/c A)\nPASSWORD=$(echo x)\n");

        CHECK(inherits.at("doppler login") == lent);
        CHECK(inherits.at("/bin/sh -c") == lent);
        CHECK_FALSE(inherits.at("doppler secrets"));
    }
}

TEST_CASE("what a vault's tool says of its trouble shows no part of a secret that is known by then") {
    VaultProject project;
    project.surroundings.environment["SAYS"] = "hunter2-of-the-file";

    try {
        project.secrets(
            "ONE=hunter2-of-the-file\nPASSWORD=$(kamal secrets fetch -a doppler --from p/c TELL)\n");
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.message().find("000000") != std::string::npos);
        CHECK(error.message().find("the-file") == std::string::npos);
    }
}

TEST_CASE("a fetch that fails names the file, the line and what the tool said") {
    VaultProject project;

    try {
        project.secrets("ONE=1\nPASSWORD=$(kamal secrets fetch -a doppler --from p/c BAD)\n");
        FAIL("no error");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::config);
        CHECK(error.message() ==
              ".kamal/secrets:2:1: PASSWORD: its $(command) failed: doppler: could not read BAD from "
              "Doppler: Doppler "
              "Error: no BAD; check with `doppler login` that you are logged in");
    }
}
