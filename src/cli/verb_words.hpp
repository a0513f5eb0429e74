#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/verb.hpp"
#include "wheels/error.hpp"

namespace wheels::cli {

/// The verb that words begin with.
struct VerbWords {
    const Verb* verb = nullptr;  ///< Null: the words name a group only.
    std::string group;           ///< `lock`
    std::size_t count = 0;       ///< How many of the words are its name.
};

/// No word means `deploy`. Throws Error{usage} for a verb that nobody knows, with the closest one.
VerbWords find_verb(const std::vector<std::string>& words);

/// The error for a word that begins no verb and is none of `aliases`, with the closest of both.
Error unknown_verb(const std::string& word, const std::vector<std::string>& aliases);

/// Whether a verb or a group has this name, or it is `help`.
bool begins_a_verb(std::string_view word);

/// `status`, `acquire`, `release` of `lock`; nothing when there is no such group.
std::vector<std::string> members_of(std::string_view group);

}  // namespace wheels::cli
