#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// OpenSSH's lists of algorithms: what it knows, what it takes by default, and how a list of a configuration
/// changes that. Pure.
namespace wheels::ssh_config {

enum class AlgorithmKind { cipher, mac, kex, host_key, public_key };

/// As OpenSSH 9.2 has them.
const std::vector<std::string>& default_algorithms(AlgorithmKind kind);
const std::vector<std::string>& all_algorithms(AlgorithmKind kind);

/// What `list` makes of the defaults: `+` appends, `-` removes, `^` puts in front, else it stands alone.
/// Names may be patterns; names that nobody knows are left out. Nothing when that leaves none.
std::optional<std::vector<std::string>> assemble(std::string_view list, AlgorithmKind kind);

}  // namespace wheels::ssh_config
