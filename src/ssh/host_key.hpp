#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "ssh/dial.hpp"
#include "ssh/known_hosts.hpp"
#include "ssh/questions.hpp"

namespace wheels::ssh {

/// Where keys of hosts are looked for, and what becomes of unknown ones. It has a constructor on purpose (see
/// Command).
struct HostKeyRules {
    HostKeyRules() {}
    std::optional<std::vector<std::string>>
        user_files;  ///< Unset: ~/.ssh/known_hosts. New keys go to the first.
    std::optional<std::vector<std::string>> global_files;  ///< Unset: /etc/ssh/ssh_known_hosts.
    std::string lines;        ///< As a known_hosts file has them: they count beside the files.
    bool accept_new = false;  ///< Unknown keys are added, with a word.
    bool may_ask = true;      ///< Else an unknown host is refused at once.
    bool hashed = false;      ///< Names are added as hashes.
    bool check_ip = false;    ///< The address must not be known by another key.
};

/// Decides whether a host is the one that it claims to be.
class HostKeys {
public:
    HostKeys(std::string home,
             HostKeyRules rules,
             Questions& questions,
             std::function<void(std::string)> warn);

    /// The host key algorithms to ask for, best first: a host that is known has to show a key that we know.
    std::string preference(const Address& address);

    /// Throws Error{host_key} where the address behind a name is known by another key, or by a revoked one.
    void check_ip(const Address& name, const Address& ip, const std::string& blob);

    /// Returns when the key is the host's. An unknown one is asked about, added when new hosts are accepted,
    /// else refused; a changed or revoked one is always refused. Throws Error{host_key}. Cancellable.
    awaitable<void> verify(Address address, std::string blob);

private:
    void refresh();
    std::string version() const;
    KnownHosts::Answer check(const Address& address, const std::string& blob);
    void add(const Address& address, const std::string& blob);

    struct File {
        File(std::string file_path, std::string shown_path)
            : path(std::move(file_path)), shown(std::move(shown_path)) {}
        std::string path;
        std::string shown;  ///< As people know it.
    };
    std::vector<File> files_;  ///< All of them, the user's first.
    std::optional<File> own_;  ///< New keys are added to it.
    HostKeyRules rules_;
    Questions& questions_;
    std::function<void(std::string)> warn_;
    KnownHosts known_;
    std::string version_;  // of the files that `known_` was read from
};

}  // namespace wheels::ssh
