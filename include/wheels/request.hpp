#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "wheels/error.hpp"
#include "wheels/export.hpp"
#include "wheels/verb.hpp"

namespace wheels {

class Console;
class Sink;

/// Which part of the servers a run works on; all of it when empty. Names may hold `*`, `?`, `[…]` and
/// `{a,b}`.
struct Filter {
    std::vector<std::string> hosts;
    std::vector<std::string> roles;
    bool primary = false;  ///< Only the primary host (of the first of `roles`, when given).
};

/// What to do when someone else holds the deploy lock.
struct LockWait {
    bool wait = false;
    std::chrono::seconds timeout{900};
    std::chrono::seconds interval{15};  ///< Between two looks; at least one second.
};

/// Lets somebody stop a run. Use it on the engine's thread; it may outlive the run. One for each run: a call
/// that is given one that another has throws Error{usage}, and one that was requested before ends it at once.
class WHEELS_API Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// First call: stops the work; the failure path runs (lock release, failure hook), and the run ends with
    /// this kind: cancelled, timed_out, interrupted_int or interrupted_term (what a program says that has got
    /// that signal), and any other counts as the first of them.
    /// Second call: ends the failure path too, once the release of the lock was attempted. Further calls do
    /// nothing.
    void request(ErrorKind kind);
    /// The kind of the first request.
    std::optional<ErrorKind> requested() const { return first_; }

    /// For the engine: `on_request` is called at every request, until it is replaced or emptied.
    void listen(std::function<void(int count)> on_request) { on_request_ = std::move(on_request); }
    bool is_listened_to() const { return on_request_ != nullptr; }

private:
    std::optional<ErrorKind> first_;
    int count_ = 0;
    std::function<void(int)> on_request_;
};

/// What ends a call early that has no Request. By Surroundings::clock.
struct Limits {
    std::optional<std::chrono::milliseconds> deadline = std::nullopt;  ///< Then it ends with timed_out.
    Interrupt* interrupt = nullptr;  ///< May be null; must outlive the call.
};
static_assert(std::is_trivially_destructible_v<Limits>);

/// How much a run says of what it does.
enum class Verbosity {
    normal,
    quiet,    ///< Hides what hooks print unless they fail.
    verbose,  ///< Shows it whatever `hooks_output` says.
};

/// One run: what is to be done, where and how.
struct WHEELS_API Request {
    Request();
    explicit Request(Verb what);

    Verb verb;  ///< A deploy unless something else is said.
    Filter filter;
    bool skip_hooks = false;
    Verbosity verbosity = Verbosity::normal;
    bool dry_run = false;  ///< Reports event::Planned instead of doing anything; opens no connection.
    bool json = false;     ///< Lists of docker are wanted as JSON (see Answer).
    LockWait lock_wait;
    std::optional<std::string> version;  ///< Instead of the one that was loaded.
    /// From the beginning of the call, git and ssh's `Match exec` included. When it has passed, the run is
    /// stopped as by an Interrupt, with the kind timed_out (an error that came before stays); from then on
    /// the failure path has 30 seconds. By Surroundings::clock. Means nothing in a dry run.
    std::optional<std::chrono::milliseconds> deadline;
    Interrupt* interrupt = nullptr;  ///< May be null; must outlive the run.
    Console* console = nullptr;      ///< Hears the programs that are run; may be null; must outlive the run.
    Sink* sink = nullptr;            ///< Hears the run, in place of the project's sinks; the same.
};
static_assert(!std::is_aggregate_v<Request>);

}  // namespace wheels
