#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/export.hpp"
#include "wheels/secret.hpp"
#include "wheels/surroundings.hpp"

/// Secrets out of vaults, as `secrets fetch` and `secrets extract` of the command line; docs/vaults.md.
namespace wheels {

/// What to fetch, from where.
struct WHEELS_API SecretsRequest {
    SecretsRequest();

    std::string adapter;  ///< `1password`, `doppler`, …
    std::optional<std::string> account;
    std::optional<std::string> from;  ///< Vault, folder or project: stands before every name.
    std::vector<std::string> names;
};
static_assert(!std::is_aggregate_v<SecretsRequest>);

/// A JSON object of names and values. Runs the vault's own program, which may ask on the
/// terminal where `surroundings` lend it. Throws
/// Error{usage} for an unknown adapter or a missing account, Error{config} when the program is missing,
/// nobody is logged in, or a secret cannot be read. Cancellable. `surroundings` must outlive it.
WHEELS_API awaitable<Secret> fetch_secrets(SecretsRequest request, const Surroundings& surroundings);

/// One value of such an object: that of the name itself, else of the first that ends in `/NAME`. Throws
/// Error{config}, whose text shows nothing of the values.
WHEELS_API std::string extract_secret(const std::string& name, const std::string& json);

}  // namespace wheels
