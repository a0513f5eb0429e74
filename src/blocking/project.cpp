#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "base/do_apart.hpp"
#include "base/longest_wait.hpp"
#include "blocking/loop.hpp"
#include "wheels/blocking.hpp"
#include "wheels/project.hpp"

namespace wheels::blocking {
namespace {

using Deadline = std::optional<std::chrono::milliseconds>;

awaitable<bool> load_into(wheels::Project& project,
                          Surroundings surroundings,
                          ProjectOptions options,
                          Limits limits) {
    auto loaded = co_await wheels::Project::load(std::move(surroundings), std::move(options), limits);
    project = std::move(loaded);
    co_return true;
}

Limits limits_of(const Loop::Reach& reach, Deadline deadline) {
    Limits limits;
    limits.deadline = deadline;
    limits.interrupt = reach.interrupt.get();
    return limits;
}

void take_interrupt(Request& request, const Loop::Reach& reach) {
    if (request.interrupt != nullptr)
        throw Error(ErrorKind::usage, "a blocking run has no Interrupt of its own",
                    "Call stop() of the Run.");
    request.interrupt = reach.interrupt.get();
}

}  // namespace

struct Project::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    // Runs keep the loop, but nothing goes on in it.
    ~State() { loop->close(); }

    wheels::Project project;
    std::shared_ptr<Loop> loop = std::make_shared<Loop>();
};

// What is in it belongs to the thread, which a forked process does not have; and cannot wait for itself.
void Project::End::operator()(State* state) const noexcept {
    if (state->loop->is_elsewhere()) return;
    if (!state->loop->is_own_thread()) {
        delete state;
        return;
    }
    try {
        do_apart([state] { delete state; });
    } catch (const std::exception&) {
        state->loop->stop(0, ErrorKind::cancelled);  // no thread for it: it stays
    }
}

UnderWay::UnderWay(std::shared_ptr<Loop> loop, std::uint32_t number, std::shared_future<void> end)
    : loop_(std::move(loop)), number_(number), end_(std::move(end)) {}
UnderWay::UnderWay(UnderWay&&) noexcept = default;
UnderWay& UnderWay::operator=(UnderWay&&) noexcept = default;
UnderWay::~UnderWay() = default;

bool UnderWay::ended() const {
    return wait_for(std::chrono::milliseconds(0));
}

bool UnderWay::wait_for(std::chrono::milliseconds time) const {
    if (!end_.valid() || loop_->is_elsewhere()) return true;
    const auto at_most = loop_->is_own_thread() ? std::chrono::milliseconds(0)
                                                : std::min<std::chrono::milliseconds>(time, longest_wait);
    return end_.wait_for(at_most) == std::future_status::ready;
}

void UnderWay::stop(ErrorKind kind) noexcept {
    if (loop_) loop_->stop(number_, kind);
}

void UnderWay::check_not_taken(bool is_there) const {
    if (!is_there || !loop_) throw Error(ErrorKind::usage, "the result of this call was taken before");
}

void UnderWay::check_wait() const {
    if (loop_->is_elsewhere() || !ended()) loop_->check_wait();
}

Loading::Loading(Project::Held state,
                 std::uint32_t number,
                 std::shared_future<void> end,
                 std::future<bool> loaded)
    : UnderWay(state->loop, number, std::move(end)), state_(std::move(state)), loaded_(std::move(loaded)) {}
Loading::Loading(Loading&&) noexcept = default;
Loading& Loading::operator=(Loading&&) noexcept = default;
Loading::~Loading() = default;

void Loading::close() {
    if (!state_) return;
    state_->loop->check_wait();
    state_->loop->close();
}

Project Loading::get() {
    check_not_taken(loaded_.valid());
    check_wait();
    loaded_.get();
    return Project(std::move(state_));
}

Project::Project(Surroundings surroundings, ProjectOptions options)
    : Project(start_load(std::move(surroundings), std::move(options)).get()) {}

Project::Project(Config config, Surroundings surroundings) : state_(new State) {
    state_->project = wheels::Project(std::move(config), std::move(surroundings));
}

Project::Project(Held state) : state_(std::move(state)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

Loading Project::start_load(Surroundings surroundings, ProjectOptions options, Deadline deadline) {
    Held state(new State);
    auto reach = state->loop->reach();
    auto work =
        load_into(state->project, std::move(surroundings), std::move(options), limits_of(*reach, deadline));
    auto begun = state->loop->spawn(std::move(reach), std::move(work));
    return Loading(std::move(state), begun.number, std::move(begun.end), std::move(begun.result));
}

void Project::close() {
    state_->loop->check_wait();
    state_->loop->close();
}

const Config& Project::config() const {
    return state_->project.config();
}

void Project::stop(ErrorKind kind) noexcept {
    if (state_) state_->loop->stop(0, kind);
}

template <typename T, typename Work>
Pending<T> Project::begin(Work work) const {
    auto reach = state_->loop->reach();
    auto working = work(*reach);
    auto begun = state_->loop->spawn(std::move(reach), std::move(working));
    return Pending<T>(state_->loop, begun.number, std::move(begun.end), std::move(begun.result));
}

Run Project::start(Request request) const {
    return begin<Report>([&](const Loop::Reach& reach) {
        take_interrupt(request, reach);
        return state_->project.run(std::move(request));
    });
}

Pending<Plan> Project::start_plan(Request request) const {
    return begin<Plan>([&](const Loop::Reach& reach) {
        take_interrupt(request, reach);
        return state_->project.plan(std::move(request));
    });
}

Pending<Status> Project::start_status(Filter filter, Deadline deadline) const {
    return begin<Status>([&](const Loop::Reach& reach) {
        return state_->project.status(std::move(filter), limits_of(reach, deadline));
    });
}

Pending<std::vector<HostResult>> Project::start_exec(std::string command,
                                                     Filter filter,
                                                     Deadline deadline) const {
    return begin<std::vector<HostResult>>([&](const Loop::Reach& reach) {
        return state_->project.exec(std::move(command), std::move(filter), limits_of(reach, deadline));
    });
}

Pending<bool> Project::start_hook(std::string name,
                                  Filter filter,
                                  std::string command,
                                  Deadline deadline) const {
    return begin<bool>([&](const Loop::Reach& reach) {
        return state_->project.run_hook(std::move(name), std::move(filter), std::move(command),
                                        limits_of(reach, deadline));
    });
}

Report Project::run(Request request) const {
    state_->loop->check_wait();
    return start(std::move(request)).get();
}

Report Project::deploy(const ShipOptions& options) const {
    return run(deploy_request(options));
}

Report Project::redeploy(const ShipOptions& options) const {
    return run(redeploy_request(options));
}

Report Project::setup(const ShipOptions& options) const {
    return run(setup_request(options));
}

Report Project::rollback(const RollbackOptions& options) const {
    return run(rollback_request(options));
}

Plan Project::plan(Request request) const {
    state_->loop->check_wait();
    return start_plan(std::move(request)).get();
}

Status Project::status(Filter filter, Deadline deadline) const {
    state_->loop->check_wait();
    return start_status(std::move(filter), deadline).get();
}

std::vector<HostResult> Project::exec(std::string command, Filter filter, Deadline deadline) const {
    state_->loop->check_wait();
    return start_exec(std::move(command), std::move(filter), deadline).get();
}

bool Project::run_hook(std::string name, Filter filter, std::string command, Deadline deadline) const {
    state_->loop->check_wait();
    return start_hook(std::move(name), std::move(filter), std::move(command), deadline).get();
}

}  // namespace wheels::blocking
