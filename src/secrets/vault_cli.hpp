#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/coroutine.hpp"
#include "async/mutex.hpp"
#include "wheels/process_runner.hpp"
#include "wheels/secret.hpp"

namespace wheels::secrets {

/// The command-line tool of a vault, and what to tell somebody who lacks it. All texts are constants.
struct VaultTool {
    std::string_view adapter;  ///< As errors name it: `1password`.
    std::string_view product;  ///< `1Password`
    std::string_view program;  ///< `op`
    std::string_view install;  ///< Where to get it.
    std::string_view login;    ///< The command that logs in by hand.
};

/// What a tool answered. `out` may hold secrets: it never goes into a message.
struct CliReply {
    int status = 0;
    std::string out;
    std::string err;  ///< Empty when it went to the terminal.

    bool succeeded() const { return status == 0; }
};

/// What all fetches of one run share: the person at the terminal, who can be asked one thing at a time, and
/// the sessions that were unlocked with their help.
struct Desk {
    Desk(executor on, std::function<std::vector<Secret>()> others)
        : terminal(std::move(on)), known(std::move(others)) {}

    /// What must not be quoted from a tool: the sessions, and what the owner of the fetches knows.
    std::vector<Secret> secrets() const;

    Mutex terminal;
    bool is_lent = true;                          ///< Tools may talk there; else nobody is asked.
    std::function<std::vector<Secret>()> known;   ///< May be empty.
    std::size_t turns = 0;                        ///< How often somebody was asked to the end.
    std::map<std::string, std::string> sessions;  ///< By adapter and account.
};

/// Runs one vault's tool as an awaited child. Everything given must outlive it.
class VaultCli {
public:
    VaultCli(const VaultTool& tool,
             std::map<std::string, std::string> environment,
             std::string directory,
             ProcessRunner& processes,
             Desk& desk);

    /// Runs it without anybody to talk to: no input, error output kept, two minutes at most.
    ///
    /// Throws Error{config} when the tool is not installed or takes too long. Cancellable.
    awaitable<CliReply> run(std::vector<std::string> arguments);
    /// The same for several at once. The replies stand in the order of the arguments.
    awaitable<std::vector<CliReply>> run_each(std::vector<std::vector<std::string>> arguments);
    /// Lets it talk with the person at the terminal, for ten minutes at most. Take a turn() first. Where none
    /// is lent it is run(), and fails as it does when nobody answers.
    awaitable<CliReply> ask(std::vector<std::string> arguments);

    /// The right to talk with the person; others wait.
    class Turn {
    public:
        Turn(Mutex::Lock lock, Desk& desk, bool others)
            : lock_(std::move(lock)), desk_(&desk), others_(others) {}
        Turn(Turn&& other) noexcept
            : lock_(std::move(other.lock_)),
              desk_(std::exchange(other.desk_, nullptr)),
              others_(other.others_) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (desk_ != nullptr) ++desk_->turns;
        }
        /// Somebody else had a turn since this fetch began: what was asked may have changed.
        bool others() const { return others_; }

    private:
        Mutex::Lock lock_;
        Desk* desk_;
        bool others_;
    };
    awaitable<Turn> turn();

    /// A session unlocked earlier in this run, by another fetch.
    std::optional<std::string> session(const std::string& account) const;
    void remember_session(const std::string& account, std::string session);

    /// A variable for the tool's environment from now on.
    void set_environment(std::string name, std::string value);
    /// Empty when it is not set.
    std::string environment(const std::string& name) const;

    /// Throws Error{config}: `ADAPTER: MESSAGE`, followed by what the tool said on its error output,
    /// with every known secret and session redacted before it is cut.
    [[noreturn]] void fail(std::string message, const CliReply& reply) const;
    [[noreturn]] void fail(std::string message, std::string hint = {}) const;

private:
    awaitable<CliReply> start(ChildSpec spec);
    awaitable<void> run_into(std::vector<std::string> arguments, CliReply& reply);
    [[noreturn]] void fail_to_run(const StartError& error) const;
    ChildSpec spec_for(std::vector<std::string> arguments) const;

    const VaultTool& tool_;
    std::map<std::string, std::string> environment_;
    std::string directory_;
    ProcessRunner& processes_;
    Desk& desk_;
    std::size_t turns_before_;
};

}  // namespace wheels::secrets
