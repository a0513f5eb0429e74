#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/invocation.hpp"
#include "wheels/error.hpp"

using wheels::Error;
using wheels::cli::Invocation;
using wheels::cli::parse;
using Words = std::vector<std::string>;

namespace {

Error refusal(const Words& words) {
    try {
        parse(words);
    } catch (const Error& error) {
        return error;
    }
    FAIL("nothing was refused");
    throw std::logic_error("unreachable");
}

}  // namespace

TEST_CASE("no verb means deploy") {
    CHECK(parse({}).verb->name == "deploy");
    CHECK(parse({"-P", "--dry-run"}).verb->name == "deploy");
}

TEST_CASE("verbs of one and of two words are found") {
    CHECK(parse({"details"}).verb->name == "details");
    CHECK(parse({"lock", "status"}).verb->name == "lock status");
}

TEST_CASE("flags stand before and after the verb, with a space or an equals sign") {
    for (const Words& words : {
             Words{"-d", "staging", "rollback", "v1", "-q"},
             Words{"-q", "rollback", "--destination", "staging", "v1"},
             Words{"rollback", "v1", "--destination=staging", "--quiet"},
             Words{"-qd", "staging", "rollback", "v1"},
             Words{"-qdstaging", "rollback", "v1"},
             Words{"-d=staging", "--quiet=true", "rollback", "--", "v1"},
         }) {
        const auto line = wheels::text::join(words, " ");
        CAPTURE(line);
        const auto asked = parse(words);

        CHECK(asked.verb->name == "rollback");
        CHECK(asked.arguments == Words{"v1"});
        CHECK(asked.value("destination") == "staging");
        CHECK(asked.on("quiet"));
        CHECK_FALSE(asked.on("verbose"));
    }
}

TEST_CASE("both spellings of a flag mean the same") {
    CHECK(parse({"--release", "v1"}).value("version") == "v1");
    CHECK(parse({"--version=v1"}).value("version") == "v1");
    CHECK(parse({"--config", "a.yml"}).value("config-file") == "a.yml");
    CHECK(parse({"-c", "a.yml"}).value("config-file") == "a.yml");
    CHECK(parse({"--config_file", "a.yml"}).value("config-file") == "a.yml");
}

TEST_CASE("a boolean is turned off by --no- and by =false, and the last word counts") {
    CHECK_FALSE(parse({"--no-skip-push"}).on("skip-push"));
    CHECK_FALSE(parse({"-P", "--no-skip-push"}).on("skip-push"));
    CHECK(parse({"--no-skip-push", "-P"}).on("skip-push"));
    CHECK_FALSE(parse({"--skip-push=false"}).on("skip-push"));
    CHECK(parse({"--no-skip-push=false"}).on("skip-push"));
}

TEST_CASE("lists are separated by commas") {
    CHECK(parse({"-h", "a, b,,c*"}).list("hosts") == Words{"a", "b", "c*"});
    CHECK(parse({"-h", "192.0.2.{10,12},b"}).list("hosts") == Words{"192.0.2.{10,12}", "b"});
    CHECK(parse({}).list("hosts").empty());
}

TEST_CASE("numbers are read") {
    CHECK(parse({"--lock-wait-timeout", "60"}).count("lock-wait-timeout") == 60U);
    CHECK_FALSE(parse({}).count("lock-wait-timeout").has_value());
}

TEST_CASE("a value is never taken from a following flag") {
    CHECK(std::string(refusal({"--release", "--dry-run"}).what()) ==
          "--release needs a value: --release VERSION");
    CHECK(std::string(refusal({"-d", "-q"}).what()) == "-d needs a value: -d NAME");
    CHECK(std::string(refusal({"lock", "acquire", "-m"}).what()) == "-m needs a value: -m TEXT");
}

TEST_CASE("what makes no sense is refused, with the nearest thing that does") {
    struct Case {
        Words words;
        std::string message;
        std::string hint;
    };
    for (const auto& [words, message, hint] : {
             Case{{"--destnation", "x"}, "unknown flag --destnation", "Did you mean --destination?"},
             Case{{"--relase=x"}, "unknown flag --relase", "Did you mean --release?"},
             Case{{"rollback", "v1", "--skip-push"},
                  "rollback has no flag --skip-push",
                  "`wheels deploy rollback --help` lists the flags."},
             Case{{"--frobnicate"},
                  "unknown flag --frobnicate",
                  "`wheels deploy deploy --help` lists the flags."},
             Case{{"-x"}, "unknown flag -x", "`wheels deploy deploy --help` lists the flags."},
             Case{{"rolback", "v1"}, "there is no verb rolback", "Did you mean `wheels deploy rollback`?"},
             Case{{"-d", "x", "lok"}, "there is no verb lok", "Did you mean `wheels deploy lock`?"},
             Case{{"remoove", "-y"}, "there is no verb remoove", "Did you mean `wheels deploy remove`?"},
             Case{{"frobnicate"}, "there is no verb frobnicate", "`wheels deploy --help` lists the verbs."},
             Case{{"lock", "aquire"},
                  "there is no verb lock aquire",
                  "Did you mean `wheels deploy lock acquire`?"},
             Case{{"lock", "frob"}, "there is no verb lock frob", "lock has status, acquire, release."},
             Case{{"lock"}, "lock needs a verb: status, acquire, release", ""},
             Case{{"app", "remove_container"},
                  "app remove_container needs VERSION: wheels deploy app remove_container VERSION",
                  ""},
             Case{{"rollback", "a", "b"},
                  "rollback does not take b",
                  "It is used as `wheels deploy rollback [VERSION]`."},
             Case{{"details", "x"}, "details does not take x", "It is used as `wheels deploy details`."},
             Case{{"-q", "-v"}, "--quiet and --verbose exclude each other", ""},
             Case{{"--quiet=maybe"}, "--quiet is on or off, it takes no value but true and false", ""},
             Case{{"--no-destination"}, "--destination takes a value, there is no --no-destination", ""},
             Case{{"--hosts="},
                  "the value of --hosts is empty",
                  "Leave the flag out, or give it a value (an unset variable?)."},
             Case{{"-r", ""},
                  "the value of --roles is empty",
                  "Leave the flag out, or give it a value (an unset variable?)."},
             Case{{"--lock-wait-timeout", "1m"}, "--lock-wait-timeout needs a whole number, not 1m", ""},
             Case{{"--lock-wait-timeout=-1"}, "--lock-wait-timeout needs a whole number, not -1", ""},
             Case{{"-h"}, "-h needs a value: -h LIST", "Help is --help; -h is --hosts, as in Kamal."},
             Case{{"--version"},
                  "--version needs a value: --version VERSION",
                  "The version of wheels itself is shown by `wheels deploy version`."},
         }) {
        const auto line = wheels::text::join(words, " ");
        CAPTURE(line);
        const auto error = refusal(words);

        CHECK(error.message() == message);
        CHECK(error.hint() == hint);
        CHECK(wheels::exit_status(error.kind()) == 2);
    }
}

TEST_CASE("help is asked for by a flag or a verb, for everything or for something") {
    CHECK(parse({"--help"}).help);
    CHECK(parse({"--help"}).verb == nullptr);
    CHECK(parse({"help"}).verb == nullptr);
    CHECK(parse({"rollback", "--help"}).verb->name == "rollback");
    CHECK(parse({"help", "rollback"}).verb->name == "rollback");
    CHECK(parse({"lock", "--help"}).group == "lock");
    CHECK(parse({"help", "lock", "acquire"}).verb->name == "lock acquire");
}

TEST_CASE("a flag that gathers takes several values, and one of words takes those that follow") {
    const auto asked =
        parse({"proxy", "boot_config", "--publish-host-ip", "1.1.1.1", "set", "--publish-host-ip=::1",
               "--docker-options", "label=a=b", "memory=1g", "--debug"});

    CHECK(asked.arguments == Words{"set"});
    CHECK(asked.all("publish-host-ip") == Words{"1.1.1.1", "::1"});
    CHECK(asked.all("docker-options") == Words{"label=a=b", "memory=1g"});
    CHECK(asked.on("debug"));
    CHECK(asked.all("registry").empty());
}

TEST_CASE("verbs that are steps of others are found, and not listed") {
    CHECK(parse({"app", "remove_images"}).verb->hidden);
    CHECK(parse({"accessory", "upload", "db", "redis"}).arguments == Words{"db", "redis"});
    CHECK(refusal({"app", "nonsense"}).hint().find("remove_images") == std::string::npos);
}
