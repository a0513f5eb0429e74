#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "secrets/fetch_request.hpp"
#include "secrets/values.hpp"
#include "secrets/vault_cli.hpp"

/// One vault each, with Kamal's rules for what a name means (Kamal 2.12: secrets/adapters).
namespace wheels::secrets {

/// How secrets are fetched from one kind of vault.
struct Adapter {
    const VaultTool& tool;
    bool requires_account;
    /// Logs in if that is needed, and fetches. Throws Error{config} that names the vault and the secret; no
    /// value is ever part of it. Lifetime: both parameters must outlive the call.
    awaitable<Values> (*fetch)(const FetchRequest& request, VaultCli& cli);
};

/// By Kamal's names and the short ones of wheels, whatever their case. Throws Error{usage} with a suggestion.
const Adapter& find_adapter(std::string_view name);

extern const Adapter one_password;
extern const Adapter bitwarden;
extern const Adapter bitwarden_secrets_manager;
extern const Adapter last_pass;
extern const Adapter aws_secrets_manager;
extern const Adapter gcp_secret_manager;
extern const Adapter doppler;
extern const Adapter enpass;
extern const Adapter passbolt;

/// The names as the vault knows them: `--from` and a slash stand before each.
std::vector<std::string> prefixed_names(const FetchRequest& request);

/// The parts between the slashes, without empty ones at the end.
std::vector<std::string> path_segments(std::string_view path);

}  // namespace wheels::secrets
