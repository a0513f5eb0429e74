#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb.hpp"

namespace wheels::cli {

/// What the user asked for.
struct Invocation {
    const Verb* verb = nullptr;  ///< Null: help for the word in `group`, or for everything.
    std::string group;           ///< `lock`, for `lock --help`.
    bool help = false;
    std::vector<std::string> arguments;
    std::string program;  ///< What `wheels` was started as.
    std::map<std::string, std::string, std::less<>>
        values;  ///< By the flag's name; a boolean is `true` or `false`; several values have a line each.

    bool on(std::string_view flag) const;
    std::optional<std::string> value(std::string_view flag) const;
    std::optional<unsigned> count(std::string_view flag) const;
    /// What a flag was given each time.
    std::vector<std::string> all(std::string_view flag) const;
    /// `a,b` as a list.
    std::vector<std::string> list(std::string_view flag) const;
};

/// What can be said of words whose verb is not known yet.
struct Glance {
    std::vector<std::size_t> words;  ///< Places of those that are no flags and no values of flags.
    std::optional<std::string> config_file;
    std::optional<std::string> destination;
};

/// Pure; never throws for what is wrong. No `words` where an unknown flag stands before the first one, which
/// may be its value.
Glance glance(const std::vector<std::string>& words);

/// Reads what follows `wheels deploy`. Pure. Flags may stand before and after the verb; no verb means
/// `deploy`.
///
/// Throws Error{usage} for words and flags that nobody knows (with the closest known one), missing and empty
/// values, and values that do not fit. A value is never taken from a following flag.
Invocation parse(const std::vector<std::string>& words);

}  // namespace wheels::cli
