#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"
#include "wheels/export.hpp"
#include "wheels/report.hpp"
#include "wheels/request.hpp"

/// The library in one page: load a project, deploy it, hear what happens.
///
/// Everything runs on the caller's executor, which must be single-threaded (an io_context run by one
/// thread, or a strand). Nothing here touches signals, the terminal, the working directory or the process
/// environment: what is needed of them is handed in.
namespace wheels {

class Prompter;

/// What the engine may know of the machine and the person that deploy.
struct WHEELS_API Surroundings {
    Surroundings();

    std::string project_root;  ///< Absolute; hooks run here. `config/` and `.kamal/` are below it.
    std::map<std::string, std::string> environment;  ///< For interpolation, secrets commands and hooks.
    std::string home;                                ///< `$HOME`: `~` in key paths, `.ssh/known_hosts`.
    std::string user;  ///< Login name, for a remote builder whose address names nobody; empty: `$USER`.
    Prompter* prompter = nullptr;  ///< Asks for passphrases and unknown hosts; may be null.
};

/// Which deploy.yml, read how.
struct WHEELS_API ProjectOptions {
    ProjectOptions();

    std::string config_file = "config/deploy.yml";  ///< Relative to the project root, or absolute.
    std::optional<std::string> destination;         ///< Merges deploy.DESTINATION.yml.
    std::optional<std::string> version;             ///< Else `$VERSION`, else the git commit.
    bool needs_secrets = true;  ///< False: the secrets files are read only if `${VAR}` asks for them.
    /// What a run needs that only connects and asks: the secrets of `ssh/key_data` and those that hooks are
    /// given, where there is one that gets them; with `needs_secrets` false. The version may stay empty.
    bool to_connect = false;
    bool skip_hooks = false;    ///< The run runs no hooks.
    bool all_secrets = false;   ///< The secrets files are read even if nothing asks for a secret.
    bool needs_version = true;  ///< False: no git repository is needed, `version` may stay empty.
    bool builds = false;        ///< The run builds the image: `builder` has to be there, a dirty tree shows.
};

/// Reads, merges, interpolates and validates; runs the `$(command)`s of the secrets files.
///
/// Throws Error{config} with every Problem found, or Error{usage}. Cancellable. Warnings go to `sink`.
WHEELS_API awaitable<Config> load_project(ProjectOptions options,
                                          const Surroundings& surroundings,
                                          Sink& sink);

/// Does what the request asks for. docs/deploy-flow.md has the order of events of a deploy.
///
/// Completes when everything is done, hooks included. Throws RunError, or an Error where it could not begin
/// (a filter that matches nothing, a mistake in the configuration); the failure path has run by then, and its
/// own failures were only reported to `sink`. Where verbs only ask, every host is heard, whatever the others
/// say: the answers are in the report of the RunError too. Cancellation: like
/// Interrupt::request(interrupted_int). Lifetime: all references must outlive the run. Text given to `sink`,
/// the report and the error are redacted.
WHEELS_API awaitable<Report> run(Request request,
                                 const Config& config,
                                 const Surroundings& surroundings,
                                 Sink& sink);

/// The hosts that a run with this filter works on, those of accessories too, in the order of deploy.yml.
/// Redacted, as in the report. Throws Error{usage} when a pattern matches nothing.
WHEELS_API std::vector<std::string> hosts_of(const Config& config, const Filter& filter);
/// Those of them that the app runs on.
WHEELS_API std::vector<std::string> app_hosts_of(const Config& config, const Filter& filter);
/// How many programs `app exec` runs there: one for each role on each host. With `accessory`: `accessory
/// exec`, one for each of its hosts.
WHEELS_API std::size_t programs_of(const Config& config,
                                   const Filter& filter,
                                   const std::string& accessory = {});

/// How the hosts of this filter are connected to, by deploy.yml and the files of ssh: for each a line `host
/// NAME` as deploy.yml has it, then lines in the words of `ssh -G`. Opens no connection; runs the commands of
/// `Match exec`. Throws Error{usage} and Error{config} as run() does. All references must outlive it.
/// Redacted.
WHEELS_API awaitable<std::vector<std::string>> ssh_settings_of(const Config& config,
                                                               Filter filter,
                                                               const Surroundings& surroundings,
                                                               Sink& sink);

/// `text` without the secrets of the configuration, for what a program says of it in its own words.
WHEELS_API std::string redacted(const Config& config, const std::string& text);

}  // namespace wheels
