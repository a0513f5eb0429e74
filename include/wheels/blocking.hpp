#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
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
///
/// What waits may not be called on that thread, from a sink for example: it would wait for itself, and throws
/// Error{usage}. So does everything in a process that was forked from the one that made the project: there
/// stop() does nothing, and what is destroyed is left alone. Load it again after a fork(). Its thread goes on
/// until it is destroyed or closed, which has to come before the process ends: before main() returns or
/// exit() is called.
namespace wheels::blocking {

class Loop;

/// What is the same for all calls that are under way.
class WHEELS_API UnderWay {
public:
    UnderWay(UnderWay&&) noexcept;
    UnderWay& operator=(UnderWay&&) noexcept;

    bool ended() const;
    /// Waits at most so long, on the project's own thread not at all; true: it has ended.
    bool wait_for(std::chrono::milliseconds time) const;

    /// Asks it to stop, as Interrupt::request(): `kind` is cancelled, timed_out, interrupted_int or
    /// interrupted_term, and any other counts as the first of them. From any thread, and from a signal
    /// handler (one write to a pipe); after its end it does nothing. Never while this object is moved or
    /// destroyed.
    void stop(ErrorKind kind = ErrorKind::cancelled) noexcept;

protected:
    UnderWay(std::shared_ptr<Loop> loop, std::uint32_t number, std::shared_future<void> end);
    ~UnderWay();

    /// Both throw Error{usage}: where there is no result any more, and where nobody can wait for it.
    void check_not_taken(bool is_there) const;
    void check_wait() const;

private:
    std::shared_ptr<Loop> loop_;
    std::uint32_t number_;
    std::shared_future<void> end_;
};

/// A call that is under way. May be moved; used by one thread at a time, but for stop(). Its destruction does
/// not wait, and does not stop it.
template <typename T>
class Pending : public UnderWay {
public:
    /// Waits for its end. Throws what the same call of wheels::Project throws; the failure path has run by
    /// then. Once.
    T get() {
        check_not_taken(result_.valid());
        check_wait();
        return result_.get();
    }

    /// The same as a future, for whoever waits for futures. In place of get(): once, too. Whatever becomes of
    /// it, the call goes on: its destruction neither waits nor stops anything, and stop() of this object is
    /// still there. The destruction of the project makes it ready, as that waits for all calls. Not to be
    /// waited for on the project's thread, nor in a forked process, which a future cannot refuse.
    std::future<T> future() {
        check_not_taken(result_.valid());
        return std::move(result_);
    }

private:
    friend class Project;
    Pending(std::shared_ptr<Loop> loop,
            std::uint32_t number,
            std::shared_future<void> end,
            std::future<T> result)
        : UnderWay(std::move(loop), number, std::move(end)), result_(std::move(result)) {}

    std::future<T> result_;
};

/// A run that is under way.
using Run = Pending<Report>;

class Loading;

/// A loaded project. Its calls may come from any thread, also at once. Errors are those of the same calls of
/// wheels::Project.
class WHEELS_API Project {
public:
    /// Loads it, and waits for that. Throws as wheels::Project::load().
    explicit Project(Surroundings surroundings, ProjectOptions options = ProjectOptions());
    Project(Config config, Surroundings surroundings);
    Project(Project&&) noexcept;
    Project& operator=(Project&&) noexcept;
    /// As close(). On the project's own thread it does not wait: there its end comes by itself, and until
    /// then its callbacks are called.
    ~Project();

    /// Loads it without waiting: for whoever wants to stop that, or to give it a deadline (timed_out).
    static Loading start_load(Surroundings surroundings,
                              ProjectOptions options = ProjectOptions(),
                              std::optional<std::chrono::milliseconds> deadline = {});

    /// Stops what is under way and waits for its end, failure path included. Meanwhile stop() is heard, and
    /// ends the failure paths too. Then there is nothing left that calls back, and no call can be begun.
    void close();

    const Config& config() const;

    /// Asks everything that is under way to stop, calls that wait included; what begins later is not meant.
    /// As UnderWay::stop(): from any thread, and from a signal handler.
    void stop(ErrorKind kind = ErrorKind::cancelled) noexcept;

    /// Begins a run. Request::interrupt has to be null: Run::stop() is in its place. Throws Error{usage}
    /// otherwise. This and the other start_… do not wait, so a callback may call them.
    Run start(Request request) const;

    Report run(Request request) const;
    Report deploy(const ShipOptions& options = {}) const;
    Report redeploy(const ShipOptions& options = {}) const;
    Report setup(const ShipOptions& options = {}) const;
    Report rollback(const RollbackOptions& options = {}) const;
    Plan plan(Request request) const;
    Status status(Filter filter = {}, std::optional<std::chrono::milliseconds> deadline = {}) const;
    std::vector<HostResult> exec(std::string command,
                                 Filter filter = {},
                                 std::optional<std::chrono::milliseconds> deadline = {}) const;
    bool run_hook(std::string name,
                  Filter filter = {},
                  std::string command = "deploy",
                  std::optional<std::chrono::milliseconds> deadline = {}) const;

    /// The same without waiting: to be stopped one by one.
    Pending<Plan> start_plan(Request request) const;
    Pending<Status> start_status(Filter filter = {},
                                 std::optional<std::chrono::milliseconds> deadline = {}) const;
    Pending<std::vector<HostResult>> start_exec(std::string command,
                                                Filter filter = {},
                                                std::optional<std::chrono::milliseconds> deadline = {}) const;
    Pending<bool> start_hook(std::string name,
                             Filter filter = {},
                             std::string command = "deploy",
                             std::optional<std::chrono::milliseconds> deadline = {}) const;

private:
    friend class Loading;
    struct State;
    struct End {
        void operator()(State* state) const noexcept;
    };
    using Held = std::unique_ptr<State, End>;
    explicit Project(Held state);
    template <typename T, typename Work>
    Pending<T> begin(Work work) const;

    Held state_;
};

/// A project that is being loaded. Its destruction stops that, and waits for its end.
class WHEELS_API Loading : public UnderWay {
public:
    Loading(Loading&&) noexcept;
    Loading& operator=(Loading&&) noexcept;
    ~Loading();

    /// Waits for it. Throws as wheels::Project::load(). Once.
    Project get();

    /// Stops it and waits for its end; after get() it does nothing.
    void close();

private:
    friend class Project;
    Loading(Project::Held state,
            std::uint32_t number,
            std::shared_future<void> end,
            std::future<bool> loaded);

    Project::Held state_;
    std::future<bool> loaded_;
};

}  // namespace wheels::blocking
