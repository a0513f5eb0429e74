#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "wheels/error.hpp"

namespace wheels {

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
    std::chrono::seconds interval{15};
};

/// Lets somebody stop a running deploy. Use it on the engine's thread; it may outlive the run.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    /// First call: stops the work; the failure path runs (lock release, failure hook), and the run ends with
    /// this kind (interrupted_int or interrupted_term). Second call: ends the failure path too, once the
    /// release of the lock was attempted. Further calls do nothing.
    void request(ErrorKind kind);
    /// The kind of the first request.
    std::optional<ErrorKind> requested() const { return first_; }

    /// For the engine: `on_request` is called at every request, until it is replaced or emptied.
    void listen(std::function<void(int count)> on_request) { on_request_ = std::move(on_request); }

private:
    std::optional<ErrorKind> first_;
    int count_ = 0;
    std::function<void(int)> on_request_;
};

/// One run of the engine.
struct DeployRequest {
    DeployRequest();

    enum class Verb {
        deploy,
        redeploy,
        rollback,
        setup,             ///< Docker, then a deploy that boots the accessories too.
        server_bootstrap,  ///< Docker where it is missing, and the docker-setup hook.
        prune_all,
        prune_containers,
        prune_images,
        build_push,       ///< A deploy's first steps alone: build and push the image,
        build_pull,       ///< let the hosts pull it,
        build_deliver,    ///< or both.
        registry_login,   ///< Logs this machine and the hosts in; starts a registry that this machine serves.
        registry_logout,  ///< The reverse.
    };

    Verb verb = Verb::deploy;
    std::string rollback_version;  ///< For `rollback`; the configuration's version is not used then.
    Filter filter;
    std::optional<std::int64_t> retain;     ///< For pruning containers: instead of `retain_containers`.
    bool skip_push = false;                 ///< Deploys an image that is in the registry already.
    bool no_cache = false;                  ///< Builds without Docker's build cache.
    bool skip_local = false;                ///< The registry verbs leave this machine out.
    bool skip_remote = false;               ///< They leave the hosts out.
    std::string build_output = "registry";  ///< What buildx makes of the build; for `build_push`.
    bool skip_hooks = false;
    enum class Verbosity { normal, quiet, verbose };
    /// `quiet` hides what hooks print unless they fail, `verbose` shows it whatever `hooks_output` says.
    Verbosity verbosity = Verbosity::normal;
    bool dry_run = false;  ///< Reports event::Planned instead of doing anything; opens no connection.
    LockWait lock_wait;
    Interrupt* interrupt = nullptr;  ///< May be null.
};
static_assert(!std::is_aggregate_v<DeployRequest>);

/// What came of one role on one host.
struct HostOutcome {
    std::string host;
    std::string role;
    enum class State { not_started, booted, failed, unknown } state = State::not_started;
    std::optional<std::string> old_version;  ///< The one that was serving before.
};

struct DeployReport {
    std::string version;
    std::vector<std::string> hosts;  ///< Of the app, after filters, in the order of deploy.yml.
    std::vector<HostOutcome> outcomes;
    std::chrono::milliseconds took{};
};

}  // namespace wheels
