#include <doctest/doctest.h>

#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;

TEST_CASE("LastPass: secrets go by their full names, and one that is missing is an error") {
    ScriptedVault vault(
        {{"lpass status --color never", "Logged in as me@x.\n", 0, ""},
         {"lpass show F/A F/B --json", R"([{"id":"1","name":"A","fullname":"F/A","password":"a"}])", 0, ""},
         {"lpass show F/A --json", R"([{"name":"A","fullname":"F/A","password":"a"}])", 0, ""}});

    CHECK(vault.fetched(from("F", request("lastpass", "me@x", {"A"}))) == "F/A=a\n");
    CHECK(vault.trouble(from("F", request("last_pass", "me@x", {"A", "B"}))) ==
          "lastpass: could not find F/B in LastPass | ");
}

TEST_CASE("LastPass: somebody else's login does not count") {
    ScriptedVault vault({{"lpass status --color never", "Logged in as you@x.\n", 0, ""},
                         {"lpass login me@x", "", 0, ""},
                         {"lpass show A --json", R"([{"fullname":"A","password":"a"}])", 0, ""}});
    CHECK(vault.fetched(request("lpass", "me@x", {"A"})) == "A=a\n");
    CHECK(vault.lines() == "lpass status --color never\nlpass login me@x\nlpass show A --json\n");

    ScriptedVault refused(
        {{"lpass status --color never", "Not logged in.\n", 1, ""}, {"lpass login me@x", "", 1, ""}});
    CHECK(refused.trouble(request("lpass", "me@x", {"A"}))
              .rfind("lastpass: failed to log in to LastPass as me@x", 0) == 0);
}

TEST_CASE("Doppler: project and config come from --from or from the name, each pair by one call") {
    ScriptedVault vault(
        {{"doppler me --json", "{}", 0, ""},
         {"doppler secrets get A B --json -p proj -c prd",
          R"({"A":{"computed":"1","note":""},"B":{"computed":"2","note":""}})", 0, ""},
         {"doppler secrets get C --json -p proj -c dev", R"({"C":{"computed":"3"}})", 0, ""}});

    CHECK(vault.fetched(from("proj/prd", request("doppler", {"A", "B"}))) == "A=1\nB=2\n");
    CHECK(vault.fetched(request("doppler", {"proj/prd/A", "proj/dev/C", "proj/prd/B"})) == "A=1\nB=2\nC=3\n");
}

TEST_CASE("Doppler: a service token says by itself which config it is for") {
    ScriptedVault vault({{"doppler me --json", "{}", 0, ""},
                         {"doppler secrets get A --json", R"({"A":{"computed":"1"}})", 0, ""}});

    CHECK(vault.trouble(request("doppler", {"A"})) ==
          "doppler: missing project or config for A | give --from PROJECT/CONFIG");
    CHECK(vault.trouble(request("doppler", {"proj/A"})) ==
          "doppler: missing project or config for A | give --from PROJECT/CONFIG");
    vault.environment["DOPPLER_TOKEN"] = "dp.st.prd.xxxx";
    CHECK(vault.fetched(request("doppler", {"A"})) == "A=1\n");
}

TEST_CASE("Doppler: who is not logged in is logged in") {
    ScriptedVault vault(
        {{"doppler me --json", "", 1, "Doppler Error: you must provide a token"},
         {"doppler login -y", "", 0, ""},
         {"doppler secrets get A --json -p p -c c", "", 1, "Doppler Error: Could not find secret\n"}});

    CHECK(vault.trouble(from("p/c", request("doppler", {"A"}))) ==
          "doppler: could not read A from Doppler: Doppler Error: Could not find secret | "
          "check with `doppler login` that you are logged in");
}

TEST_CASE("Enpass: TITLE is all that an item has, TITLE/LABEL one of it") {
    const std::string items =
        R"([{"category":"computer","label":"ONE","password":"1","title":"Foo","type":"password"},)"
        R"({"label":"TWO","password":"2","title":"Foo"},{"label":"","password":"3","title":"Foo"},)"
        R"({"label":"empty","password":" ","title":"Foo"},{"label":"ONE","password":"x","title":"Bar"}])";
    ScriptedVault vault({{"enpass-cli -json -vault /v show Foo", items, 0, ""}});

    CHECK(vault.fetched(from("/v", request("enpass", {"Foo/ONE", "Foo/TWO"}))) == "Foo/ONE=1\nFoo/TWO=2\n");
    CHECK(vault.fetched(from("/v", request("enpass", {"Foo"}))) == "Foo/ONE=1\nFoo/TWO=2\nFoo=3\n");
    CHECK(vault.trouble(from("/v", request("enpass", {"Foo/NOPE"}))) ==
          "enpass: could not find Foo/NOPE in Enpass | ");
    CHECK(vault.trouble(request("enpass", {"Foo"})) ==
          "enpass: no vault was given | give --from PATH_OF_VAULT");
}

TEST_CASE("Enpass: two passwords of one name are refused rather than guessed") {
    ScriptedVault vault(
        {{"enpass-cli -json -vault /v show Foo",
          R"([{"label":"A","password":"1","title":"Foo"},{"label":"A","password":"2","title":"Foo"}])", 0,
          ""}});

    CHECK(vault.trouble(from("/v", request("enpass", {"Foo/A"})))
              .rfind("enpass: Foo/A is present more than once", 0) == 0);
}
