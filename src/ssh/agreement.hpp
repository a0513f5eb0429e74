#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the two sides of a connection tell each other before anything is encrypted: the algorithms that each
/// has (RFC 4253, section 7). Pure.
namespace wheels::ssh {

/// The lists of one side's SSH_MSG_KEXINIT, without the words in them that are no algorithm.
struct Algorithms {
    enum List { key_exchanges, host_keys, ciphers_out, ciphers_in, macs_out, macs_in, count };
    std::array<std::vector<std::string>, count> lists;  ///< "out" is from the client to the host.
};

/// What stands at the beginning of all that one side sends; empty when it is not there (yet).
std::optional<Algorithms> read_algorithms(std::string_view sent);

/// The signature with which the host has proved that `host_key` is its own, in all that it has sent at the
/// beginning; empty when it is not there.
std::string host_key_signature(std::string_view sent, std::string_view host_key);

/// What the two cannot agree on, with both lists, as a sentence; empty when they can.
std::string disagreement(const Algorithms& ours, const Algorithms& theirs);

}  // namespace wheels::ssh
