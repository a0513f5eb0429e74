#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "secrets/fetch_request.hpp"

namespace wheels::secrets {

/// `secrets fetch` or `secrets extract`, as words say it.
struct SecretsCommand {
    enum class Verb { fetch, extract };

    SecretsCommand() = default;

    Verb verb = Verb::fetch;
    FetchRequest fetch;
    std::string name;  ///< To extract.
    std::string json;  ///< To extract from.
};
static_assert(!std::is_aggregate_v<SecretsCommand>);

/// The words of a `$(command)` in a secrets file. Nothing when they begin with neither `kamal secrets` nor
/// `wheels deploy secrets` (or wheels' flat spelling, `wheels deploy fetch-secrets`): that is a program to
/// run.
///
/// Throws Error{usage} when they are one of ours but make no sense. Options that Kamal has on every command
/// are taken and mean nothing here.
std::optional<SecretsCommand> parse_secrets_command(const std::vector<std::string>& words);

}  // namespace wheels::secrets
