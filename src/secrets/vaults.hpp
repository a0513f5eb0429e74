#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "async/coroutine.hpp"
#include "secrets/fetch_request.hpp"
#include "secrets/values.hpp"
#include "secrets/vault_cli.hpp"
#include "wheels/process_runner.hpp"

namespace wheels::secrets {

/// The vaults of one run. Several fetches may run on it at a time: they share what was unlocked, and take
/// turns when somebody has to type a password. Lifetime: outlives its fetches; `processes` outlives it.
class Vaults {
public:
    /// `environment` is what the vaults' tools get, `directory` where they run; empty: the current one.
    /// `known` says what else must not stand in an error that quotes a tool, besides the sessions of the
    /// vaults.
    Vaults(std::map<std::string, std::string> environment,
           std::string directory,
           ProcessRunner& processes,
           executor on,
           std::function<std::vector<Secret>()> known = {});
    Vaults(const Vaults&) = delete;
    /// Whether tools may ask on the terminal of this process; at first they may.
    void lend_terminal(bool lent) { desk_.is_lent = lent; }
    Vaults& operator=(const Vaults&) = delete;

    /// Fetches with the adapter's own tool. Throws Error{usage} for an unknown adapter or a missing account,
    /// Error{config} when the tool is missing, nobody is logged in, or a secret cannot be read. Cancellable.
    awaitable<Values> fetch(FetchRequest request);

    /// What a `$(command)` of a secrets file stands for, if its words are `kamal secrets …` or
    /// `wheels deploy secrets …`: the JSON of a fetch with every special character escaped for a shell, as
    /// Kamal has it, or an extracted value as it is. Nothing when they are a program to run. Throws like
    /// fetch().
    awaitable<std::optional<std::string>> run_inline(std::vector<std::string> words);

private:
    std::map<std::string, std::string> environment_;
    std::string directory_;
    ProcessRunner& processes_;
    Desk desk_;
};

}  // namespace wheels::secrets
