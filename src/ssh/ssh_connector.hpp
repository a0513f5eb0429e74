#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "ssh/algorithm_rules.hpp"
#include "ssh/host_key.hpp"
#include "transport/carrier.hpp"
#include "wheels/connector.hpp"
#include "wheels/prompter.hpp"
#include "wheels/secret.hpp"

namespace wheels {

/// What the files of ssh say of one host; unset is what SshOptions say. It has a constructor on purpose (see
/// Command).
struct HostSettings {
    HostSettings();

    std::optional<std::string> host_name;  ///< Where to connect to.
    std::optional<std::string> user;
    std::optional<std::uint16_t> port;
    std::vector<std::string> keys;            ///< Where SshOptions name none.
    std::vector<std::string> certificates;    ///< Of any of the keys; empty: those beside them.
    bool keys_only = false;                   ///< The agent may only sign for those.
    std::optional<std::string> agent_socket;  ///< Empty: no agent.
    std::string lent_agent;                   ///< The agent that commands on the host may use; empty: none.
    std::optional<std::string> known_as;      ///< Its name in known_hosts, with no port.
    ssh::HostKeyRules host_keys;              ///< `accept_new` beside that of SshOptions.
    std::optional<std::string> via;  ///< Of SshOptions::hosts: the jump host from which it is connected to.
    std::optional<std::string>
        proxy_command;  ///< For a shell: its standard input and output are the connection.
    /// It is a jump host: connected to at `host_name` and `port` as `user`, with `keys` before those of
    /// SshOptions.
    bool is_jump = false;
    bool is_exact = false;  ///< Connected to at `host_name` and `port` as `user`, whatever its name says.
    ssh::DialRules dial;
    ssh::AlgorithmRules algorithms;
    std::optional<std::chrono::milliseconds> connect_limit;
    std::optional<int> attempts;  ///< To connect, each with that limit.
    std::optional<std::chrono::milliseconds> keepalive_interval;
    std::optional<std::chrono::milliseconds> keepalive_limit;
};

/// How to log in to hosts. It has a constructor on purpose (see Command).
struct SshOptions {
    SshOptions();

    std::string user = "root";
    std::uint16_t port = 22;
    std::vector<std::string>
        keys;  ///< Paths of private keys; `~` is `home`. Empty: the usual files in ~/.ssh.
    std::vector<Secret> key_texts;  ///< Private keys themselves, offered after `keys`.
    bool keys_only = false;         ///< The agent may only sign for `keys` and `key_texts`.
    std::string home;               ///< `$HOME`: `.ssh/known_hosts` and the keys are below it.
    std::string agent_socket;       ///< `$SSH_AUTH_SOCK`; empty: no agent.
    bool accept_new_hosts =
        false;  ///< Adds unknown hosts to known_hosts. A changed key is refused all the same.
    std::size_t max_concurrent_starts = 30;  ///< Handshakes at a time.
    int dns_retries = 3;                     ///< Further attempts to look up a name.
    Prompter* prompter = nullptr;            ///< Asks for passphrases and about unknown hosts; may be null.
    /// Starts a proxy command. Throws Error.
    std::function<std::unique_ptr<Carrier>(const std::string& command)> run_proxy;
    std::function<void(std::string)> warn;           ///< Hears of hosts that were added; may be empty.
    std::chrono::milliseconds connect_limit{30000};  ///< Retries included, questions to a person not.
    std::chrono::milliseconds forward_limit{
        15000};  ///< For a host's answer to the request to forward a port.
    std::chrono::milliseconds keepalive_interval{
        15000};                                        ///< The host is asked for a sign of life this often.
    std::map<std::string, HostSettings> hosts;         ///< By the names that connect() is given.
    std::chrono::milliseconds keepalive_limit{60000};  ///< A host that is silent for so long is lost.
};

/// Opens SSH connections. Keys, known hosts and passphrases are read and asked for once, for all hosts.
class SshConnector final : public Connector {
public:
    /// Everything runs on `on`, which must be single-threaded and outlive the connector and its Runners.
    SshConnector(executor on, SshOptions options);
    ~SshConnector() override;

    /// Throws Error: `connect`, `authentication` or `host_key`; each says how to mend it. A host that refuses
    /// or drops the connection is tried again for some seconds. Cancellable. The connector must outlive the
    /// call, not the Runner.
    awaitable<std::unique_ptr<Runner>> connect(std::string host) override;

    /// As connect(), over a connection of its own. The connector must outlive the call, not the Forward.
    awaitable<std::unique_ptr<Forward>> forward(std::string host, ForwardedPort ports) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wheels
