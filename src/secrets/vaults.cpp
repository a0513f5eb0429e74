#include "secrets/vaults.hpp"

#include <utility>

#include "base/shell.hpp"
#include "secrets/adapters.hpp"
#include "secrets/secrets_command.hpp"
#include "wheels/error.hpp"

namespace wheels::secrets {

Vaults::Vaults(std::map<std::string, std::string> environment,
               std::string directory,
               ProcessRunner& processes,
               executor on,
               std::function<std::vector<Secret>()> known)
    : environment_(std::move(environment)),
      directory_(std::move(directory)),
      processes_(processes),
      desk_(std::move(on), std::move(known)) {}

awaitable<Values> Vaults::fetch(FetchRequest request) {
    const auto& adapter = find_adapter(request.adapter);
    if (adapter.requires_account && !request.account)
        throw Error(
            ErrorKind::usage, std::string(adapter.tool.adapter) + ": --account is missing",
            "say which account of " + std::string(adapter.tool.product) + " to use: --account ACCOUNT");
    VaultCli cli(adapter.tool, environment_, directory_, processes_, desk_);
    auto values = co_await adapter.fetch(request, cli);
    co_return values;
}

awaitable<std::optional<std::string>> Vaults::run_inline(std::vector<std::string> words) {
    auto command = parse_secrets_command(words);
    if (!command) co_return std::nullopt;
    std::optional<std::string> answer;
    if (command->verb == SecretsCommand::Verb::extract) {
        answer = extract(command->name, command->json);
    } else {
        auto values = co_await fetch(std::move(command->fetch));
        answer = shell::backslash_quote(values.to_json());
    }
    co_return answer;
}

}  // namespace wheels::secrets
