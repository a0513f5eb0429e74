#include <doctest/doctest.h>

#include "secrets/passbolt_folders.hpp"
#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;

namespace {

std::string folder(const std::string& id, const std::string& parent, const std::string& name) {
    return R"({"id":")" + id + R"(","folder_parent_id":")" + parent + R"(","name":")" + name + "\"}";
}

std::string resource(const std::string& name, const std::string& password) {
    return R"({"id":"r","name":")" + name + R"(","password":")" + password + "\"}";
}

const ScriptedVault::Answer verified{"passbolt verify", "Verification successful", 0, ""};

}  // namespace

TEST_CASE("Passbolt: secrets without a folder are found by their names") {
    ScriptedVault vault(
        {verified,
         {"passbolt list resources --filter 'Name == \"A\" || Name == \"B\"' --column name --column "
          "password --json",
          "[" + resource("B", "2") + "," + resource("A", "1") + "]", 0, ""}});

    CHECK(vault.fetched(request("passbolt", {"A", "B"})) == "B=2\nA=1\n");
}

TEST_CASE("Passbolt: folders are looked up from the top down, and secrets in theirs only") {
    ScriptedVault vault(
        {verified,
         {"passbolt list folders --filter 'Name == \"proj\" || Name == \"other\"' --json",
          "[" + folder("1", "", "proj") + "," + folder("2", "", "other") + "]", 0, ""},
         {"passbolt list folders --filter 'Name == \"sub\" && FolderParentID == \"1\"' --json",
          "[" + folder("3", "1", "sub") + "]", 0, ""},
         {"passbolt list resources --filter '(Name == \"A\" && FolderParentID == \"3\") || (Name == \"B\" && "
          "FolderParentID == \"2\") || (Name == \"C\" && FolderParentID == \"3\")' --folder 1 --folder 2 "
          "--folder 3 "
          "--column name --column password --json",
          "[" + resource("A", "1") + "," + resource("B", "2") + "," + resource("C", "3") + "]", 0, ""}});

    CHECK(vault.fetched(request("passbolt", {"proj/sub/A", "other/B", "proj/sub/C"})) == "A=1\nB=2\nC=3\n");
}

TEST_CASE("Passbolt: a missing folder, a missing secret and a failed login are named") {
    ScriptedVault vault(
        {verified,
         {"passbolt list folders --filter 'Name == \"proj\"' --json", "[" + folder("1", "", "proj") + "]", 0,
          ""},
         {"passbolt list folders --filter 'Name == \"x\" && FolderParentID == \"1\"' --json", "[]", 0, ""},
         {"passbolt list resources --filter '(Name == \"A\" && FolderParentID == \"1\")' --folder 1 --column "
          "name "
          "--column password --json",
          "[]", 0, ""}});
    CHECK(vault.trouble(request("passbolt", {"proj/x/A"})) ==
          "passbolt: could not find these folders in Passbolt: proj/x | ");
    CHECK(vault.trouble(from("proj", request("passbolt", {"A"}))) ==
          "passbolt: could not find proj/A in Passbolt | ");

    ScriptedVault stranger({{"passbolt verify", "", 1, "Error: no key"}});
    CHECK(stranger.trouble(request("passbolt", {"A"})) ==
          "passbolt: failed to log in to Passbolt: Error: no key | check with `passbolt configure` that you "
          "are logged in");
}

TEST_CASE("Passbolt: a hostile name stays one text of the filter") {
    CHECK(secrets::filter_text("a\" || true || \"") == R"("a\" || true || \"")");
    CHECK(secrets::filter_text("a\\\n") == R"("a\\\n")");
}

TEST_CASE("Passbolt: a path may begin at a folder below others, but one at the top comes first") {
    const std::vector<secrets::PassboltFolder> known{
        {"9", "hidden", "proj"}, {"1", "", "proj"}, {"2", "9", "sub"}};
    CHECK(secrets::find_folder(known, {"proj"})->id == "1");
    CHECK(secrets::find_folder(known, {"proj", "sub"}) == nullptr);

    const std::vector<secrets::PassboltFolder> nested{{"9", "hidden", "proj"}, {"2", "9", "sub"}};
    CHECK(secrets::find_folder(nested, {"proj", "sub"})->id == "2");
}
