#pragma once

#include <array>
#include <vector>

#include "cli/context.hpp"

namespace wheels::cli {

/// The flag of verbs that answer.
inline constexpr Flag json_flag{"json", 0, Flag::Kind::boolean, {}, "Answer in JSON", {}};
inline constexpr std::array json_flags{json_flag};

/// Runs a verb that asks, and prints what every place said as Kamal does: a title and an empty line after
/// each, without titles when --quiet. On a terminal, places that said the same are told together. With
/// --json, all is one JSON value. What was answered is printed also when a host failed.
awaitable<void> ask(Context& context, wheels::Verb verb, Context::Needs needs);

/// The same with one line for each place: `Host h1: ANSWER`.
awaitable<void> ask_in_lines(Context& context, wheels::Verb verb, Context::Needs needs);

/// Runs a verb that asks one place, and gives its answers.
awaitable<std::vector<Answer>> ask_one(Context& context, wheels::Verb verb, Context::Needs needs);

/// The lines of an answer, with control characters made visible.
std::vector<std::string> harmless_lines(const std::string& said);

}  // namespace wheels::cli
