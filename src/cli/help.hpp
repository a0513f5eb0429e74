#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/invocation.hpp"
#include "wheels/config.hpp"

namespace wheels::cli {

/// `wheels --help`: what this program is.
std::string program_help();
/// `wheels deploy --help`: all verbs and the flags that they share.
/// `aliases`: those of deploy.yml, where there is one.
std::string deploy_help(const Pairs& aliases = {});
/// `wheels deploy VERB --help`
std::string verb_help(const Verb& verb);
/// `wheels deploy lock --help`: the verbs of a group.
std::string group_help(const std::string& group);
/// The one of these that was asked for.
std::string help_for(const Invocation& invocation, const Pairs& aliases = {});
struct ExitStatus {
    std::string_view status;
    std::string_view meaning;
};
std::span<const ExitStatus> exit_statuses();

/// What `wheels deploy version` says.
std::string version_line();

}  // namespace wheels::cli
