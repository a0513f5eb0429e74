#include <utility>

#include "blocking/loop.hpp"
#include "wheels/blocking.hpp"
#include "wheels/project.hpp"

namespace wheels::blocking {
namespace {

/// What it refers to goes with it.
awaitable<Report> run_of(wheels::Project project,
                         Request request,
                         std::shared_ptr<Interrupt> interrupt,
                         std::uint32_t number,
                         Loop& loop) {
    struct Forget {
        Loop& loop;
        std::uint32_t number;
        ~Forget() { loop.forget(number); }
    };
    const Forget when_ended{loop, number};
    request.interrupt = interrupt.get();
    auto report = co_await project.run(std::move(request));
    co_return report;
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

Run::Run(std::shared_ptr<Loop> loop, std::uint32_t number, std::future<Report> report)
    : loop_(std::move(loop)), number_(number), report_(std::move(report)) {}
Run::Run(Run&&) noexcept = default;
Run& Run::operator=(Run&&) noexcept = default;
Run::~Run() = default;

Report Run::get() {
    if (!report_.valid()) throw Error(ErrorKind::usage, "the report of this run was taken before");
    return report_.get();
}

bool Run::ended() const {
    return wait_for(std::chrono::milliseconds(0));
}

bool Run::wait_for(std::chrono::milliseconds time) const {
    return !report_.valid() || report_.wait_for(time) == std::future_status::ready;
}

void Run::stop(ErrorKind kind) noexcept {
    if (loop_) loop_->stop(number_, kind);
}

Project::Project(Surroundings surroundings, ProjectOptions options) : state_(std::make_unique<State>()) {
    state_->project =
        state_->loop->spawn(wheels::Project::load(std::move(surroundings), std::move(options))).get();
}

Project::Project(Config config, Surroundings surroundings) : state_(std::make_unique<State>()) {
    state_->project = wheels::Project(std::move(config), std::move(surroundings));
}

Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

const Config& Project::config() const {
    return state_->project.config();
}

void Project::stop(ErrorKind kind) noexcept {
    if (state_) state_->loop->stop(0, kind);
}

Run Project::start(Request request) const {
    if (request.interrupt != nullptr)
        throw Error(ErrorKind::usage, "a blocking run has no Interrupt of its own",
                    "Call stop() of the Run.");
    auto& loop = *state_->loop;
    auto [number, interrupt] = loop.new_interrupt();
    auto report = loop.spawn(run_of(state_->project, std::move(request), std::move(interrupt), number, loop));
    return Run(state_->loop, number, std::move(report));
}

Report Project::run(Request request) const {
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
    return state_->loop->spawn_cancellable(state_->project.plan(std::move(request))).get();
}

Status Project::status(Filter filter) const {
    return state_->loop->spawn_cancellable(state_->project.status(std::move(filter))).get();
}

std::vector<HostResult> Project::exec(std::string command, Filter filter) const {
    return state_->loop->spawn_cancellable(state_->project.exec(std::move(command), std::move(filter))).get();
}

bool Project::run_hook(std::string name, Filter filter, std::string command) const {
    return state_->loop
        ->spawn(state_->project.run_hook(std::move(name), std::move(filter), std::move(command)))
        .get();
}

}  // namespace wheels::blocking
