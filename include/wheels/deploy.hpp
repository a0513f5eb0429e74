#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"
#include "wheels/request.hpp"

/// The library in one page: load a project, deploy it, hear what happens.
///
/// Everything runs on the caller's executor, which must be single-threaded (an io_context run by one
/// thread, or a strand). Nothing here touches signals, the terminal, the working directory or the process
/// environment: what is needed of them is handed in.
namespace wheels {

class Prompter;

/// What the engine may know of the machine and the person that deploy.
struct Surroundings {
    Surroundings();

    std::string project_root;  ///< Absolute; hooks run here. `config/` and `.kamal/` are below it.
    std::map<std::string, std::string> environment;  ///< For interpolation, secrets commands and hooks.
    std::string home;                                ///< `$HOME`: `~` in key paths, `.ssh/known_hosts`.
    std::string user;  ///< Login name, for a remote builder whose address names nobody; empty: `$USER`.
    Prompter* prompter = nullptr;  ///< Asks for passphrases and unknown hosts; may be null.
};

/// Which deploy.yml, read how.
struct ProjectOptions {
    ProjectOptions();

    std::string config_file = "config/deploy.yml";  ///< Relative to the project root, or absolute.
    std::optional<std::string> destination;         ///< Merges deploy.DESTINATION.yml.
    std::optional<std::string> version;             ///< Else `$VERSION`, else the git commit.
    bool needs_secrets = true;  ///< False: the secrets files are read only if `${VAR}` asks for them.
    bool all_secrets = false;   ///< The secrets files are read even if nothing asks for a secret.
    bool needs_version = true;  ///< False: no git repository is needed, `version` may stay empty.
    bool builds = false;        ///< The run builds the image: `builder` has to be there, a dirty tree shows.
};

/// Reads, merges, interpolates and validates; runs the `$(command)`s of the secrets files.
///
/// Throws Error{config} with every Problem found, or Error{usage}. Cancellable. Warnings go to `sink`.
awaitable<Config> load_project(ProjectOptions options, const Surroundings& surroundings, Sink& sink);

/// Ships the app. See docs/deploy-flow.md for the order of events.
///
/// Completes when everything is done, hooks included. Throws Error; the failure path has run by then and
/// its own failures were only reported to `sink`. Cancellation: like Interrupt::request(interrupted_int).
/// Lifetime: all references must outlive the run. Text given to `sink` is redacted.
awaitable<DeployReport> deploy(DeployRequest request,
                               const Config& config,
                               const Surroundings& surroundings,
                               Sink& sink);

/// Output of one read-only or lock command per host, for `details`, `audit` and `lock status`.
struct HostText {
    std::string host;
    std::string title;  ///< E.g. "Proxy Host", "App Host"; empty when there is one kind only.
    std::string text;
};

/// `docker ps` of proxy and app on every host. Every host is asked; throws Error with all that failed.
/// With `dry_run`, here and below, event::Planned is reported instead of doing anything, and answers are
/// empty.
awaitable<std::vector<HostText>> details(
    Filter filter, const Config& config, const Surroundings& surroundings, Sink& sink, bool dry_run = false);
/// The last 50 lines of the audit log of every host.
awaitable<std::vector<HostText>> audit(
    Filter filter, const Config& config, const Surroundings& surroundings, Sink& sink, bool dry_run = false);

/// Who holds the deploy lock, as the details file says; empty when nobody does.
awaitable<std::optional<std::string>> lock_status(const Config& config,
                                                  const Surroundings& surroundings,
                                                  Sink& sink,
                                                  bool dry_run = false);
/// Takes the lock by hand. Throws Error{lock_held} when somebody has it.
awaitable<void> acquire_lock(std::string message,
                             const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run = false);
/// Releases the lock, whoever holds it. Throws Error{command_failed} when there is none.
awaitable<void> release_lock(const Config& config,
                             const Surroundings& surroundings,
                             Sink& sink,
                             bool dry_run = false);

}  // namespace wheels
