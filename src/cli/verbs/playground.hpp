#pragma once

#include <array>

#include "cli/context.hpp"
#include "cli/verb.hpp"
#include "wheels/playground.hpp"

namespace wheels::cli {

inline constexpr Flag base_flag{
    "base", 0, Flag::Kind::text, "IMAGE", "What the image of the hosts is built from (default: debian:12)",
    {}};

/// Whose playground it is. Throws Error{usage} for the flags of every verb that mean nothing to these.
ProjectOptions playground_project(const Context& context);
PlaygroundOptions playground_options(const Context& context);

/// Awaits `work` until it has ended, whatever signals come: the first one cancels it, further ones change
/// nothing, since it is cleaning up then. Throws what it throws, and for a cancellation Error{interrupted_…}.
awaitable<void> until_cleaned_up(Context& context, awaitable<void> work);

}  // namespace wheels::cli
