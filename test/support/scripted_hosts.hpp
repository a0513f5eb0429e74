#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "testing/server.hpp"
#include "wheels/connector.hpp"

namespace wheels::test {

/// Hosts without SSH and Docker: a small model of what the engine's commands do to a server, and a way to
/// break each command in turn. No sockets, no time.
class ScriptedHosts : public Connector {
public:
    using Container = testing::Server::Container;
    using Rollout = testing::Server::Rollout;
    struct Host : testing::Server {
        std::vector<std::string> ran;  ///< Names of the commands, in order.
    };
    enum class Fault {
        none,
        fails,        ///< The command ends with status 1 and does nothing.
        dies_before,  ///< The connection is lost before the command did anything.
        dies_after,   ///< The command did its work, and then the connection is lost.
        hangs,        ///< The command never begins: `on_hang` is called, and only a cancellation helps.
        hangs_after,  ///< The command did its work, but never ends.
        throws,       ///< Something that is no Error, and no exception even, is thrown.
    };

    /// Adds a running container that serves `role` at the proxy.
    void serve(const std::string& host, const std::string& role, const std::string& version);
    /// Adds a running container that has a share of the role's requests.
    void share(const std::string& host, const std::string& role, const std::string& version, int percent);
    /// Whether every container that the proxy gives a share of the requests runs.
    bool shares_well(const std::string& host) const;
    /// True when the container that the proxy sends requests of `service` to is running.
    bool is_served(const std::string& host, const std::string& service) const;

    awaitable<std::unique_ptr<Runner>> connect(std::string host) override;
    /// Counts as commands of the host: "forward port 5000" when it opens, "forward port 5000 ends" after
    /// that.
    awaitable<std::unique_ptr<Forward>> forward(std::string host, ForwardedPort ports) override;

    /// Counts the command, and tells whether it is the one to break.
    bool breaks(const Command& command);
    /// What one command does and answers; used by the Runners.
    ExecResult perform(const std::string& host, const Command& command);

    std::map<std::string, Host> hosts;
    std::map<std::string, Error> refused;       ///< Hosts that cannot be connected to, and why.
    std::map<std::string, Error> no_forward;    ///< Hosts that do not forward a port, and why.
    std::map<std::string, Error> lose_forward;  ///< Hosts that lose the forward as soon as it is used.
    std::map<std::string, std::string> forward_trouble;  ///< What is wrong on this machine, by host.
    Fault fault = Fault::none;
    std::size_t fault_at = 0;   ///< Counted over all hosts, from 0.
    std::string hang_on;        ///< Instead of `fault_at`: the commands with this in their line.
    std::size_t commands = 0;   ///< How many commands were begun.
    std::string fault_command;  ///< The name of the command that was broken.
    std::function<void()> on_hang;
    /// What every command writes on both of its streams, in pieces, beside what it answers; one that fails
    /// says nothing else.
    std::string says;
    std::vector<std::string> lines;  ///< All that hosts were told, in order.
    /// Instead of the model: what HOST answers to a command that has PART in its line, by `HOST PART`.
    std::map<std::string, ExecResult> answers;

private:
    const Container& add(const std::string& host, const std::string& role, const std::string& version);

    std::size_t next_id_ = 1;
};

}  // namespace wheels::test
