#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace wheels::ssh {

/// The algorithms that may be used with a host, best first; unset is what there is. It has a constructor on
/// purpose (see Command).
struct AlgorithmRules {
    AlgorithmRules() {}
    std::optional<std::vector<std::string>> kex;
    std::optional<std::vector<std::string>> ciphers;
    std::optional<std::vector<std::string>> macs;
    std::optional<std::vector<std::string>> host_keys;
    std::optional<std::vector<std::string>> signatures;  ///< By which one may log in.
    std::size_t rsa_bits = 0;  ///< Smaller RSA keys do not count, ours and the host's.
};

}  // namespace wheels::ssh
