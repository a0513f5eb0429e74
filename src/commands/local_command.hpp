#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "commands/command.hpp"
#include "wheels/config.hpp"

namespace wheels {

/// A Command for the shell of this machine.
struct LocalCommand {
    explicit LocalCommand(Command what) : command(std::move(what)) {}

    Command command;
    std::string directory;                    ///< Absolute; empty: the project root.
    std::vector<SecretVariable> environment;  ///< On top of the caller's.
    /// Its output is what people wait for, and is shown as it comes.
    bool shown = false;
};
static_assert(!std::is_aggregate_v<LocalCommand>);

}  // namespace wheels
