#include <doctest/doctest.h>

#include "secrets/adapters.hpp"
#include "secrets/scripted_vault.hpp"

using namespace wheels;
using namespace wheels::test;

TEST_CASE("every name that Kamal or wheels has for an adapter finds it") {
    const struct {
        const secrets::Adapter& adapter;
        std::vector<std::string> names;
    } cases[] = {
        {secrets::one_password, {"1password", "1Password", "one_password", "OnePassword", "op"}},
        {secrets::bitwarden, {"bitwarden", "bw"}},
        {secrets::bitwarden_secrets_manager, {"bitwarden-sm", "bitwarden_secrets_manager"}},
        {secrets::last_pass, {"lastpass", "last_pass", "LastPass", "lpass"}},
        {secrets::aws_secrets_manager, {"aws_secrets_manager", "aws"}},
        {secrets::gcp_secret_manager, {"gcp", "GCP", "gcp_secret_manager"}},
        {secrets::doppler, {"doppler"}},
        {secrets::enpass, {"enpass"}},
        {secrets::passbolt, {"passbolt"}},
    };
    for (const auto& c : cases) {
        for (const auto& name : c.names) {
            CAPTURE(name);
            CHECK(&secrets::find_adapter(name) == &c.adapter);
        }
    }
}

TEST_CASE("an unknown adapter is refused with the one that was meant") {
    ScriptedVault vault({});

    const auto said = vault.trouble(request("dopler", {"A"}));

    CHECK(said.rfind("unknown secrets adapter: dopler | did you mean doppler? There are 1password", 0) == 0);
}

TEST_CASE("an account is asked for where the vault has several, before anything is started") {
    for (const std::string adapter : {"1password", "bitwarden", "lastpass", "gcp"}) {
        CAPTURE(adapter);
        ScriptedVault vault({});

        CHECK(vault.trouble(request(adapter, {"A"})).find(": --account is missing | ") != std::string::npos);
        CHECK(vault.lines().empty());
    }
}
