#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "wheels/awaitable.hpp"
#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/event.hpp"
#include "wheels/export.hpp"
#include "wheels/host_result.hpp"
#include "wheels/plan.hpp"
#include "wheels/report.hpp"
#include "wheels/request.hpp"
#include "wheels/ship_options.hpp"
#include "wheels/surroundings.hpp"

/// The library in one page: load a project, deploy it, hear what happens.
///
///     wheels::Surroundings surroundings = wheels::surroundings_of_this_process("/srv/shop");
///     surroundings.sinks = {&progress};
///     auto project = co_await wheels::Project::load(surroundings);
///     auto report = co_await project.deploy({.version = "v2"});
///
/// Every call is an awaitable that runs on the executor of whoever awaits it, which must be single-threaded:
/// an io_context run by one thread, or a strand. `asio::co_spawn(executor, project.deploy(), token)` gives it
/// any completion token, and its cancellation slot. Nothing is shared between two projects: they may be at
/// work at once, on one executor or on two. wheels/blocking.hpp has the same without Asio.
namespace wheels {

/// A loaded project, and what every call on it needs. A handle: copies are the same project, and a call keeps
/// alive what it needs of it, but for what the Surroundings point to.
///
/// Errors of all calls: an Error where they could not begin (a filter that matches nothing, a mistake in the
/// configuration), a RunError with the report where the work of a run stopped. The failure path (release of
/// the lock, failure hook) has run by then; its own failures were only told to the sinks. Text in events,
/// reports and errors is redacted.
///
/// Cancellation of all calls (of Asio's type `terminal`, which is what coroutines hear unless they are told
/// otherwise): as Interrupt::request(cancelled). The failure path runs before the call
/// ends, with a RunError of that kind; a second cancellation ends that too. An Error of that kind where there
/// is no run: before it began, in run_hook() and in ssh_settings().
class WHEELS_API Project {
public:
    /// None: for containers, and for completion tokens that want a default. Only assign to it, and ask it
    /// whether it is one.
    Project() = default;
    /// Of a configuration that was loaded before.
    Project(Config config, Surroundings surroundings);

    /// Reads, merges, interpolates and validates; runs the `$(command)`s of the secrets files.
    ///
    /// Throws Error{config} with every Problem found, or Error{usage}. Limits end it with an Error of their
    /// kind, and without any a cancellation with operation_aborted; in both cases its children have ended.
    /// Warnings go to the sinks.
    static awaitable<Project> load(Surroundings surroundings,
                                   ProjectOptions options = ProjectOptions(),
                                   Limits limits = {});

    explicit operator bool() const { return state_ != nullptr; }
    const Config& config() const;
    const Surroundings& surroundings() const;
    /// The same project in another version.
    Project in_version(std::string version) const;

    /// Does what the request asks for: every verb of the command line. docs/deploy-flow.md has the order of
    /// events of a deploy. Where verbs only ask, every host is heard, whatever the others say: the answers
    /// are in the report of the RunError too.
    awaitable<Report> run(Request request) const;

    awaitable<Report> deploy(const ShipOptions& options = {}) const;
    awaitable<Report> redeploy(const ShipOptions& options = {}) const;
    awaitable<Report> setup(const ShipOptions& options = {}) const;
    awaitable<Report> rollback(const RollbackOptions& options = {}) const;

    /// What run() would do. Connects to nobody and changes nothing; children may be started that only ask
    /// (git, `Match exec`). The sinks hear nothing but warnings.
    awaitable<Plan> plan(Request request) const;

    /// What runs where, and who holds the deploy lock; hosts that cannot be asked are in it, with the reason.
    awaitable<Status> status(Filter filter = {}, Limits limits = {}) const;

    /// Runs a command line in the shell of every host in the filter, all at once, and waits for all of them.
    /// What it answers is a value, also a bad status and a host that cannot be reached. A deadline is one for
    /// all of them, and ends it with a RunError{timed_out}.
    awaitable<std::vector<HostResult>> exec(std::string command,
                                            Filter filter = {},
                                            Limits limits = {}) const;

    /// Runs a hook of the project on this machine, as `command` would, with the environment of a run on the
    /// hosts of the filter; its output goes to the sinks. False: there is no such hook. Throws
    /// Error{hook_failed}, or Error{config} for a file that cannot be run.
    awaitable<bool> run_hook(std::string name,
                             Filter filter = {},
                             std::string command = "deploy",
                             Limits limits = {}) const;

    /// The hosts that a run with this filter works on, those of accessories too, in the order of deploy.yml.
    /// Throws Error{usage} when a pattern matches nothing.
    std::vector<std::string> hosts(const Filter& filter = {}) const;
    /// Those of them that the app runs on.
    std::vector<std::string> app_hosts(const Filter& filter = {}) const;
    /// How many programs `app exec` runs there: one for each role on each host. With `accessory`: `accessory
    /// exec`, one for each of its hosts.
    std::size_t programs(const Filter& filter = {}, const std::string& accessory = {}) const;

    /// How the hosts of this filter are connected to, by deploy.yml and the files of ssh: for each a line
    /// `host NAME` as deploy.yml has it, then lines in the words of `ssh -G`. Opens no connection; runs the
    /// commands of `Match exec`.
    awaitable<std::vector<std::string>> ssh_settings(Filter filter = {}, Limits limits = {}) const;

    /// `text` without the secrets of the configuration, for what a program says of it in its own words.
    std::string redacted(const std::string& text) const;

private:
    struct State;
    explicit Project(std::shared_ptr<const State> state);

    std::shared_ptr<const State> state_;
};

}  // namespace wheels
