#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace wheels::secrets {

/// What `secrets fetch` was asked for.
struct FetchRequest {
    FetchRequest() = default;

    std::string adapter;                 ///< As the user spelled it: `1password`, `bitwarden-sm`.
    std::optional<std::string> account;  ///< Never an empty text.
    std::optional<std::string> from;     ///< A vault, folder or project: stands before every name.
    std::vector<std::string> names;
};
static_assert(!std::is_aggregate_v<FetchRequest>);

}  // namespace wheels::secrets
