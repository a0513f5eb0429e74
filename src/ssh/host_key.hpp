#pragma once

#include <functional>
#include <string>

#include "async/coroutine.hpp"
#include "ssh/dial.hpp"
#include "ssh/known_hosts.hpp"
#include "ssh/questions.hpp"

namespace wheels::ssh {

/// Decides whether a host is the one that it claims to be.
class HostKeys {
public:
    HostKeys(std::string home, bool accept_new, Questions& questions, std::function<void(std::string)> warn);

    /// The host key algorithms to ask for, best first: a host that is known has to show a key that we know.
    std::string preference(const Address& address);

    /// Returns when the key is the host's. An unknown one is asked about, added when new hosts are accepted,
    /// else refused; a changed or revoked one is always refused. Throws Error{host_key}. Cancellable.
    awaitable<void> verify(Address address, std::string blob);

private:
    void refresh();
    std::string path() const { return home_ + "/.ssh/known_hosts"; }
    KnownHosts::Answer check(const Address& address, const std::string& blob);
    void add(const Address& address, const std::string& blob);

    std::string home_;
    bool accept_new_;
    Questions& questions_;
    std::function<void(std::string)> warn_;
    KnownHosts known_;
    std::string version_;  // of the files that `known_` was read from
};

}  // namespace wheels::ssh
