#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wheels/config.hpp"

namespace wheels::cli {

/// The aliases of the deploy.yml that flags name; nothing: there is none that can be read.
using FindAliases = std::function<std::optional<Pairs>(const std::string& config_file,
                                                       const std::optional<std::string>& destination)>;

/// What follows `wheels deploy`, with an alias of deploy.yml replaced by what it stands for. The flags that
/// were typed before and behind it stand behind the alias's own, so that they count, but before a `--` of the
/// alias. An alias may stand for another one; `help ALIAS` is help for what it stands for. Words that begin
/// with a verb, or that nobody knows, stay as they are. deploy.yml is looked for only when the first word is
/// no verb.
///
/// Throws Error{usage} for an alias that stands for itself in the end, that cannot be split into words, or is
/// empty, and for a word that is neither verb nor alias, with the closest of both.
std::vector<std::string> without_aliases(std::vector<std::string> words, const FindAliases& find);

}  // namespace wheels::cli
