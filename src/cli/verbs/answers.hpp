#pragma once

#include <vector>

#include "cli/context.hpp"

namespace wheels::cli {

/// Runs a verb that asks, and prints what every place said as Kamal does: a title and an empty line after
/// each, without titles when --quiet. What was answered is printed also when a host failed.
awaitable<void> ask(Context& context, wheels::Verb verb, Context::Needs needs);

/// The same with one line for each place: `Host h1: ANSWER`.
awaitable<void> ask_in_lines(Context& context, wheels::Verb verb, Context::Needs needs);

/// Runs a verb that asks one place, and gives its lines. Control characters are made visible.
awaitable<std::vector<std::string>> ask_one(Context& context, wheels::Verb verb, Context::Needs needs);

}  // namespace wheels::cli
