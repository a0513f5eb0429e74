#include <doctest/doctest.h>

#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

std::string field(const std::string& label, const std::string& reference, const std::string& value) {
    return R"({"id":"a","type":"CONCEALED","label":")" + label + R"(","value":")" + value +
           R"(","reference":")" + reference + R"("})";
}

const ScriptedVault::Answer logged_in{"op account get --account me", R"({"id":"U"})", 0, ""};

}  // namespace

TEST_CASE("1Password: the fields of one item are fetched by one call and named by their references") {
    ScriptedVault vault({logged_in,
                         {"op item get myitem --vault myvault --format json --account me --fields "
                          "label=section.SECRET1,label=SECRET2",
                          "[" + field("SECRET1", "op://myvault/myitem/section/SECRET1", "V1") + "," +
                              field("SECRET2", "op://myvault/myitem/SECRET2", "V2") + "]",
                          0, ""}});

    const auto fetched = vault.fetched(
        from("op://myvault/myitem", request("1password", "me", {"section/SECRET1", "SECRET2"})));

    CHECK(fetched == "myvault/myitem/section/SECRET1=V1\nmyvault/myitem/SECRET2=V2\n");
}

TEST_CASE("1Password: a single field comes as an object, and an item without a field means its password") {
    ScriptedVault vault(
        {logged_in,
         {"op item get one --vault 'my vault' --format json --account me --fields label=password",
          field("password", "op://my vault/one/password", "pw"), 0, ""},
         {"op item get two --vault 'my vault' --format json --account me --fields label=TOKEN",
          field("TOKEN", "op://my vault/two/TOKEN", "t"), 0, ""}});

    const auto fetched = vault.fetched(from("my vault", request("one_password", "me", {"one", "two/TOKEN"})));

    CHECK(fetched == "my vault/one=pw\nmy vault/two/TOKEN=t\n");
}

TEST_CASE("1Password: without names, everything that the item of --from has is fetched") {
    ScriptedVault vault(
        {logged_in,
         {"op item get myitem --vault myvault --format json --account me",
          R"({"id":"x","fields":[)" + field("A", "op://myvault/myitem/A", "1") +
              R"(,{"id":"notesPlain","type":"STRING","reference":"op://myvault/myitem/notesPlain"}]})",
          0, ""}});

    CHECK(vault.fetched(from("op://myvault/myitem", request("1password", "me", {}))) ==
          "myvault/myitem/A=1\nmyvault/myitem/notesPlain\n");
}

TEST_CASE("1Password: who is not signed in is signed in, and the session is used from then on") {
    for (const std::string session : {"", "tok3n"}) {
        CAPTURE(session);
        const std::string option = session.empty() ? "" : " --session tok3n";
        ScriptedVault vault(
            {{"op account get --account me", "", 1, "[ERROR] no account"},
             {"op signin --account me --force --raw", session + "\n", 0, ""},
             {"op item get i --vault v --format json --account me" + option + " --fields label=F",
              field("F", "op://v/i/F", "x"), 0, ""}});

        CHECK(vault.fetched(request("1password", "me", {"v/i/F"})) == "v/i/F=x\n");
    }
}

TEST_CASE("1Password: what goes wrong names the vault, the item and the tool's own words, never a value") {
    ScriptedVault refused(
        {{"op account get --account me", "", 1, ""}, {"op signin --account me --force --raw", "", 1, ""}});
    CHECK(refused.trouble(request("1password", "me", {"v/i/F"})) ==
          "1password: failed to log in to 1Password as me | check with `op signin` that you are logged in");

    const std::string get = "op item get i --vault v --format json --account me --fields label=F";
    ScriptedVault missing({logged_in, {get, "", 1, "[ERROR] \"F\" isn't a field in the \"i\" item\n"}});
    CHECK(missing.trouble(request("1password", "me", {"v/i/F"})) ==
          "1password: could not read F from i in the v 1Password vault: [ERROR] \"F\" isn't a field in the "
          "\"i\" item | "
          "check with `op signin` that you are logged in");

    ScriptedVault broken({logged_in, {get, "hunter2", 0, ""}});
    CHECK(broken.trouble(request("1password", "me", {"v/i/F"})).find("hunter2") == std::string::npos);

    ScriptedVault silent({});
    CHECK(silent.trouble(request("1password", "me", {"item"})) ==
          "1password: `item` names no item | write VAULT/ITEM or VAULT/ITEM/FIELD, or give --from VAULT");
    CHECK(silent.trouble(request("1password", "me", {})) ==
          "1password: nothing was asked for | name secrets, or an item: --from op://VAULT/ITEM");
    CHECK(silent.lines().empty());
}
