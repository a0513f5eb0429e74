#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/redactor.hpp"
#include "wheels/config.hpp"

/// What a hook is told: the KAMAL_* block of docs/hooks.md. Pure.
namespace wheels::commands {

/// Everything that may be told to a hook; which part of it is, depends on the hook.
struct HookContext {
    HookContext() = default;
    HookContext(const HookContext&) = default;
    HookContext(HookContext&&) = default;
    HookContext& operator=(const HookContext&) = default;
    HookContext& operator=(HookContext&&) = default;

    std::string hook;  ///< `pre-deploy`
    std::string version;
    std::vector<std::string> hosts;               ///< Unique, in the order of deploy.yml, after filters.
    std::string performer;                        ///< git's user.name, else `$USER`.
    std::string destination;                      ///< Empty without one.
    std::optional<std::chrono::seconds> runtime;  ///< Since the deploy started.
    std::optional<std::string> error;             ///< What stopped the deploy.
    std::string recorded_at;                      ///< UTC, ISO 8601.
    std::string service;
    std::string command;  ///< `deploy`
    std::optional<std::string> subcommand;
    std::optional<std::vector<std::string>> roles;  ///< When --roles was given.
    bool lock = false;                              ///< Whether the deploy lock is held now.
};

/// The variables that the hook gets from us, secrets included, sorted by name.
std::map<std::string, std::string> hook_variables(const HookContext& context,
                                                  const Config& config,
                                                  const Redactor& redactor);

/// The whole environment of the hook: the caller's, without what is left of an outer deploy, and ours on top.
std::map<std::string, std::string> hook_environment(const HookContext& context,
                                                    const std::map<std::string, std::string>& caller,
                                                    const Config& config,
                                                    const Redactor& redactor);

/// Why no interpreter can be found for the hook that begins so: its `#!` line is hidden by a byte-order mark,
/// or ends as lines do on Windows. Nothing for a file without such a line, and for one that is right.
std::optional<std::string> wrong_with_script(std::string_view beginning);

/// `service@1234567`
std::string service_version(const std::string& service, const std::string& version);

/// KAMAL_ERROR is one line of at most this many bytes, without control characters, double quotes and
/// backslashes.
inline constexpr std::size_t hook_error_limit = 4096;

}  // namespace wheels::commands
