#pragma once

#include <array>

#include "cli/verbs/programs.hpp"

namespace wheels::cli {

inline constexpr Flag interactive_flag{"interactive",
                                       'i',
                                       Flag::Kind::boolean,
                                       {},
                                       "Talk with it, on the primary host (a console, a shell)",
                                       {}};
inline constexpr Flag reuse_flag{
    "reuse", 0, Flag::Kind::boolean, {}, "In the container that runs, instead of a new one", {}};
inline constexpr Flag raw_flag{"raw", 0, Flag::Kind::boolean, {}, "Pass its bytes on as they are", {}};

/// What the flags say of the command, which is what the arguments from `first` on are.
verb::Execution execution(Context& context, std::size_t first);

/// Whether our standard input is for the command, when it runs in `places` places: it is, where it is a pipe
/// or a file and there is one. Says so when what is piped goes nowhere.
bool passes_input(Context& context, const verb::Execution& execution, std::size_t places);

Showing showing(const verb::Execution& execution);

inline constexpr std::string_view execution_text =
    "The words of the command are for the shell of the host. Flags that are not ours belong to it; `--` "
    "before\n"
    "it gives it all that follow. Where one place is meant, what is piped in is its input.\n";

}  // namespace wheels::cli
