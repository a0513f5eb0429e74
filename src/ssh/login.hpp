#pragma once

#include <exception>
#include <string>

#include "async/coroutine.hpp"
#include "ssh/algorithm_rules.hpp"
#include "ssh/keyring.hpp"
#include "ssh/session.hpp"

namespace wheels::ssh {

/// Why there is no SSH connection although there is a TCP one.
struct HandshakeFailure : std::exception {
    HandshakeFailure(std::string failure_cause, bool worth_retrying, std::string failure_hint = {})
        : cause(std::move(failure_cause)), retry(worth_retrying), hint(std::move(failure_hint)) {}
    const char* what() const noexcept override { return cause.c_str(); }
    std::string cause;
    bool retry;        ///< The host closed the connection, as a busy sshd does.
    std::string hint;  ///< What helps, where that is known.
};

/// Agrees on keys with the host, which shows its host key. `host_keys` is a preference list of
/// algorithms. An
/// eager one sends its part of the key exchange before anything is heard of the host, and saves two round
/// trips; with a host that does not know today's method it fails, and is worth another attempt, which is not
/// eager. Throws HandshakeFailure. Cancellable; the session is dead then.
awaitable<void> handshake(Session& session,
                          std::string host_keys,
                          const AlgorithmRules& rules,
                          bool eager,
                          Clock::time_point deadline);

/// What libssh2 says of the call that failed last.
std::string last_error(const Session& session);

/// The host key that handshake() was made with.
std::string host_key(const Session& session);

/// How a login ended.
struct Login {
    Login() {}
    bool accepted = false;
    std::vector<std::string> tried;  ///< One sentence for every key that was not accepted.
};

/// Offers the keys in order, until the host accepts one or closes the connection. The deadline is moved by
/// the time that signatures take: somebody may be typing a passphrase. Throws HandshakeFailure when it
/// passes. Cancellable; the session is dead then.
awaitable<Login> log_in(Session& session,
                        std::string user,
                        const Identities& identities,
                        Clock::time_point deadline);

}  // namespace wheels::ssh
