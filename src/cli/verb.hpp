#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "cli/flag.hpp"
#include "wheels/awaitable.hpp"

namespace wheels::cli {

class Context;

/// One thing that can be asked for. A verb is one file of src/cli/verbs with one such value, and a line in
/// verbs.cpp.
struct Verb {
    std::string_view name;       ///< `deploy`, or with its group: `lock acquire`.
    std::string_view summary;    ///< For the list of verbs, without a full stop.
    std::string_view arguments;  ///< As help shows them: `VERSION`, `[SECTION]`.
    std::size_t least = 0;       ///< How many arguments it takes.
    std::size_t most = 0;
    bool commands = false;    ///< The last of them are a command: flags that nobody knows belong to it.
    bool hidden = false;      ///< Not in the list of verbs: a step of another one.
    Flags flags;              ///< Beside the common ones.
    std::string_view text{};  ///< More help; lines end with a newline.
    /// Command lines as they are typed, one a line, each ends with a newline; ` # ` begins a remark.
    std::string_view examples{};
    awaitable<void> (*run)(Context& context) = nullptr;
};

/// For `most`, of a verb that takes a list.
inline constexpr std::size_t any_number = 1000;

/// All verbs, in the order of help.
std::span<const Verb* const> verbs();

}  // namespace wheels::cli
