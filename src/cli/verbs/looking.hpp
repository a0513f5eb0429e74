#pragma once

#include <sys/ioctl.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "cli/context.hpp"
#include "wheels/project.hpp"

namespace wheels::cli {

/// How one look at the hosts goes.
struct Look {
    Look() = default;
    Look(bool without_hooks, bool also_in_dry_run) : skip_hooks(without_hooks), really(also_in_dry_run) {}

    bool skip_hooks = false;
    bool really = false;  ///< The hosts are asked in a dry run, too, which then runs no hooks.
};
static_assert(!std::is_aggregate_v<Look>);

/// One look at all hosts; nothing in a dry run. What they did not answer is in it.
awaitable<std::optional<Status>> look(Context& context, const Project& project, Sink& sink, Look how);

/// Of the terminal that results go to; unset: there is none.
std::optional<winsize> terminal_size();
/// As wide as the terminal, when there is one.
std::vector<std::string> table_of(const Status& status);
std::string json_of(const Status& status, const Project& project);
/// A host could not be asked.
bool in_trouble(const Status& status);

}  // namespace wheels::cli
