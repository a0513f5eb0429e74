#include <array>
#include <utility>

#include "base/shell.hpp"
#include "cli/context.hpp"
#include "wheels/secrets.hpp"

namespace wheels::cli {
namespace {

constexpr std::array fetch_flags{
    Flag{"adapter", 'a', Flag::Kind::text, "VAULT", "Which vault, such as 1password or doppler", {}},
    Flag{"account", 0, Flag::Kind::text, "ACCOUNT", "Account of the vault", {}},
    Flag{"from", 0, Flag::Kind::text, "PLACE", "Vault, folder or project: stands before every name", {}},
    Flag{"inline", 0, Flag::Kind::boolean, {}, "Escape the JSON for a shell", {}},
};

awaitable<void> run(Context& context) {
    SecretsRequest request;
    request.adapter = context.asked.value("adapter").value_or("");
    if (request.adapter.empty())
        throw Error(ErrorKind::usage, "secrets fetch needs --adapter", "for example --adapter 1password");
    request.account = context.asked.value("account");
    request.from = context.asked.value("from");
    request.names = context.asked.arguments;
    if (context.dry_run()) {
        context.say("Nothing was fetched: this was a dry run.");
        co_return;
    }
    const auto fetched = co_await fetch_secrets(std::move(request), context.surroundings);
    const auto& json = fetched.reveal();
    context.result(context.asked.on("inline") ? shell::backslash_quote(json) : json);
}

}  // namespace

extern const Verb secrets_fetch_verb;
const Verb secrets_fetch_verb{
    .name = "secrets fetch",
    .summary = "Fetch secrets from a vault, as JSON",
    .arguments = "[NAME…]",
    .most = 1000,
    .flags = fetch_flags,
    .text =
        "Vaults: 1password, bitwarden, bitwarden-sm, lastpass, aws_secrets_manager, gcp, doppler, enpass, "
        "passbolt.\n"
        "In a secrets file `$(kamal secrets fetch …)` and `$(wheels deploy secrets fetch …)` do the same, "
        "without\n"
        "starting a program.\n",
    .examples =
        "wheels deploy secrets fetch -a 1password --account acme --from Vault/App DB_PASSWORD API_KEY\n",
    .run = run,
};

extern const Verb fetch_secrets_verb;
const Verb fetch_secrets_verb{
    .name = "fetch-secrets",
    .summary = "The same as secrets fetch",
    .arguments = "[NAME…]",
    .most = 1000,
    .flags = fetch_flags,
    .examples = "wheels deploy fetch-secrets -a doppler --from app/production DB_PASSWORD\n",
    .run = run,
};

}  // namespace wheels::cli
