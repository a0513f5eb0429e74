#pragma once

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/secret.hpp"

namespace wheels {

/// What to run in the shell of a place: a host, or this machine. A pure value: it can be printed, compared
/// and run elsewhere.
///
/// It has a constructor on purpose: g++ 12 miscompiles aggregates that are passed to coroutines.
struct Command {
    Command(std::string command_name, std::string shell_line)
        : name(std::move(command_name)), line(std::move(shell_line)) {}

    std::string name;  ///< What it is for, as errors say it: "pull image".
    std::string line;  ///< For a POSIX shell.
    Secret input;      ///< Written to its stdin, which is then closed.
    std::chrono::seconds deadline{300};
    /// A checked command that ends with a non-zero status ends its Sequence and is a failure of
    /// the host; the status of an unchecked one is a value like any other.
    bool checked = true;
    std::string hint;       ///< How to mend it when it fails; a sentence for the user.
    bool probe = false;     ///< Only asks; changes nothing there.
    bool shown = false;     ///< What it prints is what people wait for: a build.
    bool talks = false;     ///< Its streams lead to an Endpoint: it has no deadline once it runs.
    std::string condition;  ///< Dry runs: when this command would run; empty means always.
    std::string dry_reply;  ///< Dry runs: the placeholder that stands for what would be answered.

    std::string directory;  ///< On this machine: where it runs; absolute. Empty: the project root.
    std::vector<SecretVariable> environment;  ///< On this machine: on top of the caller's.
};
static_assert(!std::is_aggregate_v<Command>);

/// Commands of one place that follow each other without a decision in between. It is handed to a
/// Runner as one value, so that a Runner may send all of it in one round trip.
using Sequence = std::vector<Command>;

}  // namespace wheels
