#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/context.hpp"
#include "wheels/console.hpp"

namespace wheels::cli {

/// How programs are shown.
enum class Showing {
    answers,  ///< One after the other in the order of deploy.yml, each with its title; what they say on their
              ///< error output at once, with the host's name.
    untitled_answers,  ///< The same, without titles while there is only one.
    bytes,             ///< As they say it, on both streams.
    terminal,          ///< As they say it, and every key goes to them.
    lines,             ///< Line by line as they come, behind host and role.
};

/// Whether our standard input is something that a program is to read: a pipe or a file, and no terminal.
bool has_piped_input();

/// Runs a verb that runs programs, shows them, and has the process end with the status of the first that did
/// not end well, in the order of deploy.yml; with 255 when a connection was lost. `passes_input`: the one
/// program gets our standard input.
awaitable<void> run_programs(
    Context& context, wheels::Verb verb, Project project, Showing showing, bool passes_input);

/// The words of a command as one line, as Kamal joins them.
std::string joined(const std::vector<std::string>& words);

}  // namespace wheels::cli
