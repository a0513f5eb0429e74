#include <array>
#include <utility>

#include "base/shell.hpp"
#include "cli/session.hpp"
#include "process/child_runner.hpp"
#include "secrets/vaults.hpp"

namespace wheels::cli {
namespace {

constexpr std::array fetch_flags{
    Flag{"adapter", 'a', Flag::Kind::text, "VAULT", "Which vault, such as 1password or doppler", {}},
    Flag{"account", 0, Flag::Kind::text, "ACCOUNT", "Account of the vault", {}},
    Flag{"from", 0, Flag::Kind::text, "PLACE", "Vault, folder or project: stands before every name", {}},
    Flag{"inline", 0, Flag::Kind::boolean, {}, "Escape the JSON for a shell", {}},
};

awaitable<void> run(Session& session) {
    secrets::FetchRequest request;
    request.adapter = session.asked.value("adapter").value_or("");
    if (request.adapter.empty())
        throw Error(ErrorKind::usage, "secrets fetch needs --adapter", "for example --adapter 1password");
    request.account = session.asked.value("account");
    request.from = session.asked.value("from");
    request.names = session.asked.arguments;
    if (session.dry_run()) {
        session.say("Nothing was fetched: this was a dry run.");
        co_return;
    }
    auto on = co_await this_coro::executor;
    ChildRunner processes;
    secrets::Vaults vaults(session.surroundings.environment, session.surroundings.project_root, processes,
                           on);
    const auto values = co_await vaults.fetch(std::move(request));
    const auto json = values.to_json();
    session.result(session.asked.on("inline") ? shell::backslash_quote(json) : json);
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
    .run = run,
};

extern const Verb fetch_secrets_verb;
const Verb fetch_secrets_verb{
    .name = "fetch-secrets",
    .summary = "The same as secrets fetch",
    .arguments = "[NAME…]",
    .most = 1000,
    .flags = fetch_flags,
    .run = run,
};

}  // namespace wheels::cli
