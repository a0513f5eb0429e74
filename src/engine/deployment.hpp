#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "async/supervised.hpp"
#include "base/redactor.hpp"
#include "commands/hook.hpp"
#include "engine/accessory_boot.hpp"
#include "engine/boot.hpp"
#include "engine/bootstrap.hpp"
#include "engine/collaborators.hpp"
#include "engine/deploy_lock.hpp"
#include "engine/failure_path.hpp"
#include "engine/hooks.hpp"
#include "engine/host_pool.hpp"
#include "engine/host_work.hpp"
#include "engine/image_build.hpp"
#include "engine/local_work.hpp"
#include "engine/redacting_sink.hpp"
#include "plan/plan.hpp"
#include "plan/scope.hpp"

namespace wheels::engine {

/// One run from plan to report: carries out the plan's phases and, after an error, the failure path.
///
/// The supervisor of all coroutines of the run: it outlives them, and it alone decides what a cancellation
/// means. Use it once.
class Deployment {
public:
    /// Throws Error{usage, config} for what is wrong before anything starts. `config` must have the version
    /// that is being deployed; everything must outlive the run.
    Deployment(const DeployRequest& request,
               const Config& config,
               Author author,
               const Collaborators& with,
               executor on);

    Deployment(const Deployment&) = delete;
    Deployment& operator=(const Deployment&) = delete;
    ~Deployment();

    /// See wheels::deploy(). Ends at once when the interruption was requested before.
    awaitable<DeployReport> run();

private:
    awaitable<std::optional<Error>> carry_out();
    awaitable<void> work();
    awaitable<void> phase(plan::Phase phase);
    awaitable<void> here(Command command);
    awaitable<void> build();
    awaitable<void> connect();
    awaitable<void> take_lock();
    awaitable<void> find_version();
    awaitable<void> pull();
    awaitable<void> probe();
    awaitable<void> proxy();
    awaitable<void> stop_stale();
    awaitable<void> prepare();
    awaitable<void> boot();
    awaitable<void> prune();
    awaitable<void> bootstrap();
    awaitable<void> everywhere(std::vector<std::string> hosts, Sequence sequence);
    awaitable<void> hook(std::string name, std::vector<std::string> hosts);
    awaitable<void> close();

    awaitable<void> login_on(std::string host, std::map<std::string, std::string>& mirrors);
    awaitable<void> pull_on(std::vector<std::string> hosts);
    awaitable<void> pull_on_one(std::string host);
    awaitable<void> probe_on(std::string host);
    awaitable<void> proxy_on(std::string host);
    awaitable<void> stop_stale_on(std::string host);
    awaitable<void> prepare_on(std::string host);
    awaitable<void> run_on(std::string host, Sequence sequence);
    awaitable<void> told(std::string host, awaitable<void> work);

    bool has(plan::Phase phase) const;
    std::int64_t retained() const { return request_.retain.value_or(config_.retain_containers); }
    void stop(int count);
    commands::HookContext hook_context(std::string name, std::vector<std::string> hosts) const;
    /// What the caller is told: the original error, redacted, and named interrupted where it was that.
    Error reported(const std::exception_ptr& error) const;
    Error in_config_order(const Error& error) const;
    std::string doing() const;
    bool failure_hook_applies(const Error& error) const;
    std::optional<commands::HookContext> failure_hook(const Error& error) const;
    void announce_failure_hook() const;
    std::chrono::seconds elapsed() const;
    DeployReport report() const;
    plan::Voice voice() const;

    const DeployRequest& request_;
    const Config& config_;
    Author author_;
    Redactor redactor_;
    RedactingSink sink_;
    Collaborators with_;
    executor on_;
    plan::Plan plan_;
    plan::Scope scope_;
    HostPool pool_;
    HostWork work_;
    LocalWork local_;
    ImageBuild build_;
    DeployLock lock_;
    Hooks hooks_;
    Boot boot_;
    AccessoryBoot accessories_;
    Bootstrap bootstrap_;
    FailurePath failure_path_;
    Supervised supervised_;
    Interrupt own_interrupt_;
    Interrupt& interrupt_;
    plan::Phase current_ = plan::Phase::pre_connect_hook;
    bool lock_inherited_ = false;  ///< A hook of a deploy that holds the lock runs us (KAMAL_LOCK).
    bool failing_ = false;
    std::vector<commands::ErrorPage> error_pages_;
    std::chrono::steady_clock::time_point started_;
    std::optional<plan::Phase> interrupted_in_;
};

}  // namespace wheels::engine
