#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "wheels/config.hpp"
#include "wheels/error.hpp"
#include "wheels/export.hpp"
#include "wheels/host_result.hpp"
#include "wheels/plan.hpp"
#include "wheels/report.hpp"
#include "wheels/request.hpp"
#include "wheels/ship_options.hpp"
#include "wheels/surroundings.hpp"

/// wheels/project.hpp for programs without Asio: calls that wait, and runs that are waited for later.
///
///     auto surroundings = wheels::surroundings_of_this_process("/srv/shop");
///     wheels::blocking::Project project(surroundings);
///     auto running = project.start(wheels::deploy_request({.version = "v2"}));
///     ...                                    // running.stop() from any thread, or from a signal handler
///     wheels::Report report = running.get();
///
/// A project has one thread of its own, on which everything happens: sinks, prompter, console, connector and
/// the rest of the Surroundings are called there, one call at a time. It handles no signals.
namespace wheels::blocking {

class Loop;

/// A run that is under way. May be moved; used by one thread at a time, but for stop().
class WHEELS_API Run {
public:
    Run(Run&&) noexcept;
    Run& operator=(Run&&) noexcept;
    /// Does not wait, and does not stop it.
    ~Run();

    /// Waits for its end. Throws what wheels::Project::run() throws; there the failure path has run. Once.
    Report get();
    bool ended() const;
    /// Waits at most so long; true: it has ended.
    bool wait_for(std::chrono::milliseconds time) const;

    /// Asks it to stop, as Interrupt::request(): `kind` is interrupted_int or interrupted_term. From any
    /// thread, and from a signal handler (one write to a pipe); after its end it does nothing. Never while
    /// this object is moved or destroyed.
    void stop(ErrorKind kind = ErrorKind::interrupted_int) noexcept;

private:
    friend class Project;
    Run(std::shared_ptr<Loop> loop, std::uint32_t number, std::future<Report> report);

    std::shared_ptr<Loop> loop_;
    std::uint32_t number_;
    std::future<Report> report_;
};

/// A loaded project. Its calls may come from any thread, also at once; never from a sink or another callback
/// of it, whose thread they would wait for. Errors are those of the same calls of wheels::Project.
class WHEELS_API Project {
public:
    /// Loads it. Throws as wheels::Project::load().
    explicit Project(Surroundings surroundings, ProjectOptions options = ProjectOptions());
    Project(Config config, Surroundings surroundings);
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    /// Stops what is under way and waits for its end, failure path included.
    ~Project();

    const Config& config() const;

    /// Asks everything that is under way to stop, calls that wait included. As Run::stop(): from any thread,
    /// and from a signal handler.
    void stop(ErrorKind kind = ErrorKind::interrupted_int) noexcept;

    /// Begins a run. Request::interrupt has to be null: Run::stop() is in its place. Throws Error{usage}
    /// otherwise.
    Run start(Request request) const;

    Report run(Request request) const;
    Report deploy(const ShipOptions& options = {}) const;
    Report redeploy(const ShipOptions& options = {}) const;
    Report setup(const ShipOptions& options = {}) const;
    Report rollback(const RollbackOptions& options = {}) const;
    Plan plan(Request request) const;
    Status status(Filter filter = {}) const;
    std::vector<HostResult> exec(std::string command, Filter filter = {}) const;
    bool run_hook(std::string name, Filter filter = {}, std::string command = "deploy") const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wheels::blocking
