#include <doctest/doctest.h>

#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

std::string status(const std::string& state) {
    return R"({"serverUrl":null,"status":")" + state + "\"}\n";
}

const ScriptedVault::Answer unlocked{"bw status", status("unlocked"), 0, ""};
const ScriptedVault::Answer synced{"bw sync", "Syncing complete.", 0, ""};
const std::string a_login = R"({"type":1,"name":"n","login":{"username":null,"password":"secret123"}})";
const std::string with_fields =
    R"({"type":1,"fields":[{"name":"one","value":"1","type":1},{"name":"two","value":"2","type":1}],)"
    R"("login":{"password":null}})";

}  // namespace

TEST_CASE("Bitwarden: an item is its password, an item with a field is that field") {
    ScriptedVault vault({unlocked,
                         synced,
                         {"bw get item mypassword", a_login, 0, ""},
                         {"bw get item myitem", with_fields, 0, ""}});

    CHECK(vault.fetched(request("bitwarden", "me@x", {"mypassword", "myitem/two", "myitem/one"})) ==
          "mypassword=secret123\nmyitem/two=2\nmyitem/one=1\n");
    CHECK(vault.lines() == "bw status\nbw sync\nbw get item mypassword\nbw get item myitem\n");
}

TEST_CASE("Bitwarden: --from stands before the fields, and an item without a password gives all its fields") {
    ScriptedVault vault({unlocked, synced, {"bw get item myitem", with_fields, 0, ""}});

    CHECK(vault.fetched(from("myitem", request("bitwarden", "me@x", {"one"}))) == "myitem/one=1\n");
    CHECK(vault.fetched(request("bitwarden", "me@x", {"myitem"})) == "myitem/one=1\nmyitem/two=2\n");
}

TEST_CASE("Bitwarden: a locked vault is unlocked, and its key goes by the environment") {
    ScriptedVault vault({{"bw status", status("unauthenticated"), 0, ""},
                         {"bw status", status("locked"), 0, ""},
                         unlocked,
                         {"bw login me@x", "You are logged in!\n", 0, ""},
                         {"bw unlock --raw", "k3y\n", 0, ""},
                         synced,
                         {"bw get item p", a_login, 0, ""}});

    CHECK(vault.fetched(request("bitwarden", "me@x", {"p"})) == "p=secret123\n");
    CHECK(vault.lines() ==
          "bw status\nbw login me@x\nbw status\nbw unlock --raw\nbw status\nbw sync\nbw get item p\n");
    CHECK(vault.sessions == std::vector<std::string>{"k3y", "k3y", "k3y"});
}

TEST_CASE("no part of a session is quoted, wherever the words of the tool are cut") {
    const std::string session = "7f3aS3ss10nK3yOfB1tw4rd3n";
    for (std::size_t after = 370; after <= 405; ++after) {
        ScriptedVault vault({{"bw status", status("locked"), 0, ""},
                             unlocked,
                             {"bw unlock --raw", session + "\n", 0, ""},
                             {"bw sync", "", 1, "no network with " + session + std::string(after, '.')}});

        const auto trouble = vault.trouble(request("bw", "me@x", {"p"}));

        CAPTURE(after);
        REQUIRE(trouble.starts_with("bitwarden: failed to sync Bitwarden: "));
        for (std::size_t at = 0; at + 4 <= session.size(); ++at)
            CHECK(trouble.find(session.substr(at, 4)) == std::string::npos);
    }
}

TEST_CASE("Bitwarden: what is missing is named") {
    ScriptedVault vault({unlocked,
                         synced,
                         {"bw get item note", R"({"type":2,"secureNote":{}})", 0, ""},
                         {"bw get item myitem", with_fields, 0, ""},
                         {"bw get item gone", "", 1, "Not found.\n"}});

    CHECK(vault.trouble(request("bw", "me@x", {"note"})) ==
          "bitwarden: item note is not a login type item and no fields were specified | name a field: "
          "note/FIELD");
    CHECK(vault.trouble(request("bw", "me@x", {"myitem/three"})) ==
          "bitwarden: could not find field three in item myitem in Bitwarden | see `bw get item` for what "
          "the item has");
    CHECK(vault.trouble(request("bw", "me@x", {"gone"})) ==
          "bitwarden: could not read gone from Bitwarden: Not found. | check with `bw login` that you are "
          "logged in");

    ScriptedVault locked({{"bw status", status("locked"), 0, ""}, {"bw unlock --raw", "", 1, ""}});
    CHECK(
        locked.trouble(request("bw", "me@x", {"p"})) ==
        "bitwarden: failed to log in to and unlock Bitwarden | try `bw login me@x` and `bw unlock` by hand");

    ScriptedVault offline({unlocked, {"bw sync", "", 1, "no network"}});
    CHECK(offline.trouble(request("bw", "me@x", {"p"}))
              .rfind("bitwarden: failed to sync Bitwarden: no network", 0) == 0);
}

TEST_CASE("Bitwarden Secrets Manager: ids are fetched one by one, `all` is a list") {
    const std::string secret = R"({"id":"u","key":"KEY","value":"a\nb=\"c\"","note":""})";
    ScriptedVault vault({{"bws project list", "[]", 0, ""},
                         {"bws secret get u", secret, 0, ""},
                         {"bws secret get v", R"({"key":"OTHER","value":"2"})", 0, ""},
                         {"bws secret list", "[" + secret + "]", 0, ""},
                         {"bws secret list project", R"([{"key":"P","value":"p"}])", 0, ""}});

    CHECK(vault.fetched(request("bitwarden-sm", {"u", "v"})) == "KEY=a\nb=\"c\"\nOTHER=2\n");
    CHECK(vault.fetched(request("bitwarden-sm", {"all"})) == "KEY=a\nb=\"c\"\n");
    CHECK(vault.fetched(from("project", request("bitwarden-sm", {"all"}))) == "P=p\n");
}

TEST_CASE("Bitwarden Secrets Manager: a bad token, nothing asked for and an unknown id are told apart") {
    ScriptedVault locked_out({{"bws project list", "", 1, "Error: bad token"}});
    CHECK(locked_out.trouble(request("bitwarden-sm", {"all"})) ==
          "bitwarden-sm: could not authenticate to Bitwarden Secrets Manager | "
          "set BWS_ACCESS_TOKEN to a valid access token");

    ScriptedVault vault(
        {{"bws project list", "[]", 0, ""}, {"bws secret get u", "", 1, "0: Received error"}});
    CHECK(vault.trouble(request("bitwarden-sm", {"u"}))
              .rfind("bitwarden-sm: could not read u from Bitwarden Secrets Manager: 0: Received error", 0) ==
          0);
    CHECK(vault.trouble(request("bitwarden-sm", {})).rfind("bitwarden-sm: nothing was asked for", 0) == 0);
}
