#pragma once

#include <optional>
#include <string>

#include "wheels/command.hpp"
#include "wheels/request.hpp"

/// What containers wrote (Kamal 2.12: commands/app/logging.rb).
namespace wheels::commands {

/// The id of the container with this name, in any state; no answer when there is none.
Command find_container(const std::string& name);

/// The same by its id, or the beginning of that.
Command find_container_by_id(const std::string& id);

/// The wanted lines of a container, both streams together on stdout; with a status that is not zero when
/// grep finds none. `grep_options` have to be words (see grep_words).
Command show_log(const std::string& container, const verb::LogLines& lines);

/// The wanted lines of the past, and then those that come, each behind the time at which it was written;
/// until it is killed. `since`: only from that time on, in place of what is wanted of the past.
Command follow_log(const std::string& container,
                   const verb::LogLines& lines,
                   const std::optional<std::string>& since);

/// The options, each quoted; nothing when they are no plain words.
std::optional<std::string> grep_words(const std::string& options);

}  // namespace wheels::commands
