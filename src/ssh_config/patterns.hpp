#pragma once

#include <string>
#include <string_view>
#include <vector>

/// OpenSSH's lists of patterns with `!`, and networks. Pure.
namespace wheels::ssh_config {

enum class ListMatch { none, positive, negative };
/// A list with commas: one that matches with `!` in front decides at once.
ListMatch match_list(std::string_view text, std::string_view patterns, bool lower_patterns = false);

/// As match_list(), without regard to upper and lower case.
bool matches_host(std::string_view host, std::string_view patterns);

/// Whether one of the addresses is in the list of networks (`10.0.0.0/8,fd00::/8`, addresses).
/// Throws std::invalid_argument when the list holds what is no network.
bool matches_network(const std::vector<std::string>& addresses, std::string_view networks);

}  // namespace wheels::ssh_config
