#include "secrets/secrets_command.hpp"

#include <doctest/doctest.h>

#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;
using secrets::parse_secrets_command;
using Words = std::vector<std::string>;

TEST_CASE("the words of a fetch are read in every spelling") {
    const Words spellings[] = {
        {"kamal", "secrets", "fetch", "--adapter", "1password", "--account", "me", "--from", "V", "A", "B"},
        {"kamal", "secrets", "fetch", "A", "-a", "1password", "B", "--account=me", "--from=V", "--inline"},
        {"wheels", "deploy", "secrets", "fetch", "-a1password", "--account", "me", "--from", "V", "--", "A",
         "B"},
        {"wheels", "deploy", "fetch-secrets", "--adapter=1password", "--account=me", "--from=V", "A", "B"},
        {"kamal", "secrets", "fetch", "-c", "config/x.yml", "-d", "prod", "-v", "-a=1password", "--account",
         "me", "--from", "V", "A", "B"},
    };
    for (const auto& words : spellings) {
        CAPTURE(words);
        const auto command = parse_secrets_command(words);
        REQUIRE(command);
        CHECK(command->verb == secrets::SecretsCommand::Verb::fetch);
        CHECK(command->fetch.adapter == "1password");
        CHECK(command->fetch.account == "me");
        CHECK(command->fetch.from == "V");
        CHECK(command->fetch.names == Words{"A", "B"});
    }
}

TEST_CASE("other programs are not ours") {
    for (const Words& words : {Words{}, Words{"kamal"}, Words{"kamal", "version"},
                               Words{"op", "read", "op://a/b"}, Words{"echo", "kamal", "secrets", "fetch"},
                               Words{"wheels", "deploy", "version"}, Words{"./kamal", "secrets", "fetch"}}) {
        CAPTURE(words);
        CHECK_FALSE(parse_secrets_command(words));
    }
}

TEST_CASE("words of ours that make no sense are refused") {
    const struct {
        Words words;
        const char* message;
    } cases[] = {
        {{"kamal", "secrets"}, "secrets: there is no verb nothing"},
        {{"kamal", "secrets", "fetsch"}, "secrets: there is no verb fetsch"},
        {{"kamal", "secrets", "print"}, "secrets: print cannot be part of a secrets file"},
        {{"kamal", "secrets", "fetch", "A"}, "secrets: fetch needs --adapter"},
        {{"kamal", "secrets", "fetch", "--adapter"}, "secrets: --adapter needs a value"},
        {{"kamal", "secrets", "fetch", "--acount", "me"}, "secrets: unknown option --acount"},
        {{"kamal", "secrets", "fetch", "--inline=yes"}, "secrets: --inline takes no value"},
        {{"kamal", "secrets", "extract", "A"}, "secrets: extract needs a name and the JSON of a fetch"},
        {{"kamal", "secrets", "extract", "A", "{", "}"},
         "secrets: extract needs a name and the JSON of a fetch"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.message);
        try {
            parse_secrets_command(c.words);
            FAIL("no error");
        } catch (const Error& error) {
            CHECK(error.message() == c.message);
            CHECK(error.kind() == ErrorKind::usage);
        }
    }
}

TEST_CASE("inside a secrets file a fetch gives shell-escaped JSON, an extract the bare value") {
    ScriptedVault vault(
        {{"doppler me --json", "{}", 0, ""},
         {"doppler secrets get A --json -p p -c c", R"({"A":{"computed":"it's $5 (\"x\")\n"}})", 0, ""}});
    secrets::Vaults vaults(vault.environment, "", vault.processes, vault.loop.get_executor());

    Words fetch{"kamal", "secrets", "fetch", "-a", "doppler", "--from", "p/c", "A"};
    const auto fetched = run_loop(vault.loop, vaults.run_inline(fetch));
    Words extract{"kamal", "secrets", "extract", "A", R"({"A":"it's $5 (\"x\")\n"})"};
    const auto extracted = run_loop(vault.loop, vaults.run_inline(extract));
    Words other{"cat", "file"};
    const auto left_alone = run_loop(vault.loop, vaults.run_inline(other));

    CHECK(fetched == R"(\{\"A\":\"it\'s\ \$5\ \(\\\"x\\\"\)\\n\"\})");
    CHECK(extracted == "it's $5 (\"x\")\n");
    CHECK_FALSE(left_alone);
}
