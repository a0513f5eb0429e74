#include "wheels/playground.hpp"

#include <array>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "api/everybody.hpp"
#include "api/files.hpp"
#include "api/load_config.hpp"
#include "async/shielded.hpp"
#include "async/supervised.hpp"
#include "base/text.hpp"
#include "playground/faults.hpp"
#include "playground/identity.hpp"
#include "playground/raising.hpp"
#include "playground/rehearsing.hpp"
#include "playground/script.hpp"
#include "playground/turn.hpp"
#include "process/child_runner.hpp"

namespace wheels {
namespace {

using namespace playground;
using std::chrono::steady_clock;

std::string id_for(const ProjectOptions& project, const Surroundings& surroundings) {
    return id_of(surroundings.project_root, project.config_file, project.destination);
}

/// The deploy.yml as it is, for its hosts and images: no secrets, no version.
ProjectOptions without_values(ProjectOptions project) {
    project.playground = false;
    project.needs_secrets = false;
    project.version_is = ProjectOptions::Version::unused;
    project.to_connect = false;
    project.all_secrets = false;
    project.builds = false;
    return project;
}

using Faults = std::map<std::string, std::vector<Fault>>;

PlaygroundState state_of(const Config& config, const std::vector<Member>& members, const Faults& faults) {
    PlaygroundState state;
    const auto* registry = registry_among(members);
    if (registry != nullptr && registry->running) state.registry_port = registry->registry_port;
    for (const auto& name : config.all_hosts()) {
        PlaygroundHost host;
        host.host = name;
        if (const auto* member = host_among(members, name)) {
            host.container = member->container;
            host.running = member->running;
            host.ssh_port = member->ports.ssh;
            host.http_port = member->ports.http;
            if (host.http_port != 0) host.urls = urls_of(config, name, host.http_port);
            if (const auto broken = faults.find(name); broken != faults.end()) host.broken = broken->second;
        }
        state.hosts.push_back(std::move(host));
    }
    return state;
}

/// What all of these functions work with.
class Work {
public:
    Work(ProjectOptions project, const Surroundings& surroundings)
        : project_(std::move(project)),
          surroundings_(surroundings),
          sinks(surroundings.sinks),
          processes(surroundings.processes != nullptr ? *surroundings.processes : real_),
          docker(processes, surroundings.environment, sinks),
          id(id_for(project_, surroundings)) {}

    awaitable<Config> config() {
        auto options = without_values(project_);
        auto config = co_await api::load_config(std::move(options), surroundings_, sinks);
        co_return config;
    }

    awaitable<Member> member(std::string host) {
        auto own_id = id;
        const auto members = co_await members_of(docker, std::move(own_id));
        if (const auto* found = host_among(members, host)) co_return *found;
        std::vector<std::string> names;
        for (const auto& one : members) {
            if (!one.host.empty()) names.push_back(one.host);
        }
        if (names.empty())
            throw Error(ErrorKind::usage, "the playground of this project is not up",
                        "Bring it up: `wheels deploy playground up`, with the same -c and -d.");
        throw Error(ErrorKind::usage, "the playground has no host " + text::one_line(host),
                    "It has " + text::join(names, ", ") + ".");
    }

private:
    const ProjectOptions project_;
    const Surroundings& surroundings_;
    ChildRunner real_;

public:
    api::Everybody sinks;
    ProcessRunner& processes;
    Docker docker;
    const std::string id;
};

std::vector<std::string> command_for(const ProjectOptions& project, const std::string& program) {
    std::vector<std::string> command{program, "deploy", "--playground", "--config-file", project.config_file};
    if (project.destination) {
        command.emplace_back("--destination");
        command.push_back(*project.destination);
    }
    return command;
}

/// Brings it up, plays, and takes it down. Its own steps are told like those of the script.
class Play {
public:
    /// Nobody else brings one up until this has.
    Play(Work& work,
         const Config& config,
         std::vector<script::Step> steps,
         const RehearsalOptions& options,
         Turn turn)
        : here_(work), config_(config), steps_(std::move(steps)), options_(options), turn_(std::move(turn)) {
        rehearsal.script = options.script;
    }

    awaitable<void> run(Stage& stage) {
        auto up = bring_up_all(stage.surroundings.project_root);
        co_await step_of_ours("up", std::move(up));
        if (rehearsal.steps.back().outcome != RehearsalStep::Outcome::passed) co_return;
        turn_.reset();
        Rehearsing rehearsing(stage);
        for (const auto& step : steps_) {
            current_ = &step;
            began_ = steady_clock::now();
            auto wanted = step;
            auto done = co_await rehearsing.perform(std::move(wanted));
            tell(std::move(done));
            current_ = nullptr;
        }
    }

    /// After run(), however it ended.
    awaitable<void> end(std::string project_root) {
        if (current_ != nullptr) {
            RehearsalStep cut;
            cut.line = current_->line;
            cut.text = current_->text;
            cut.outcome = RehearsalStep::Outcome::failed;
            cut.problem = "interrupted";
            cut.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began_);
            tell(std::move(cut));
        }
        const std::size_t last = rehearsal.steps.empty() ? 0 : rehearsal.steps.back().line;
        for (const auto& step : steps_) {
            if (step.line <= last) continue;
            RehearsalStep skipped;
            skipped.line = step.line;
            skipped.text = step.text;
            tell(std::move(skipped));
        }
        if (!turn_) turn_ = co_await take_turn(here_.docker, std::move(project_root));
        auto down = remove_all();
        co_await step_of_ours("down", std::move(down));
    }

    Rehearsal rehearsal;

private:
    void tell(RehearsalStep step) {
        if (options_.on_step) options_.on_step(step);
        rehearsal.steps.push_back(std::move(step));
    }

    awaitable<void> bring_up_all(std::string project_root) {
        Wanted wanted(here_.id, std::move(project_root), options_.playground.base);
        co_await bring_up(here_.docker, config_, std::move(wanted));
    }

    awaitable<void> remove_all() {
        auto id = here_.id;
        co_await take_down(here_.docker, std::move(id));
    }

    awaitable<void> step_of_ours(std::string name, awaitable<void> work) {
        RehearsalStep step;
        step.text = std::move(name);
        const auto began = steady_clock::now();
        try {
            co_await std::move(work);
            step.outcome = RehearsalStep::Outcome::passed;
        } catch (const Error& error) {
            step.outcome = RehearsalStep::Outcome::failed;
            step.problem = error.message() + (error.hint().empty() ? "" : "\n" + error.hint());
        }
        step.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
        tell(std::move(step));
    }

    Work& here_;
    const Config& config_;
    const std::vector<script::Step> steps_;
    const RehearsalOptions& options_;
    std::optional<Turn> turn_;
    const script::Step* current_ = nullptr;  ///< Is under way,
    steady_clock::time_point began_;         ///< since then.
};

bool is_cancellation(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::system_error& thrown) {
        return thrown.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

}  // namespace

PlaygroundOptions::PlaygroundOptions() = default;
RehearsalOptions::RehearsalOptions() = default;

awaitable<PlaygroundState> playground_up(ProjectOptions project,
                                         PlaygroundOptions options,
                                         const Surroundings& surroundings) {
    Work here(std::move(project), surroundings);
    const auto config = co_await here.config();
    auto folder = surroundings.project_root;
    const auto turn = co_await take_turn(here.docker, std::move(folder));
    Wanted wanted(here.id, surroundings.project_root, std::move(options.base));
    const auto members = co_await bring_up(here.docker, config, std::move(wanted));
    const auto faults = co_await faults_of(here.docker, members);
    co_return state_of(config, members, faults);
}

awaitable<PlaygroundState> playground_state(ProjectOptions project, const Surroundings& surroundings) {
    Work here(std::move(project), surroundings);
    const auto config = co_await here.config();
    auto id = here.id;
    const auto members = co_await members_of(here.docker, std::move(id));
    const auto faults = co_await faults_of(here.docker, members);
    co_return state_of(config, members, faults);
}

awaitable<PlaygroundRemoval> playground_down(ProjectOptions project,
                                             bool all,
                                             const Surroundings& surroundings) {
    Work here(std::move(project), surroundings);
    std::string id;
    if (!all) id = here.id;
    auto folder = surroundings.project_root;
    const auto turn = co_await take_turn(here.docker, std::move(folder));
    const auto removed = co_await take_down(here.docker, std::move(id));
    std::string of_all;
    const auto left = co_await members_of(here.docker, std::move(of_all));
    PlaygroundRemoval removal;
    removal.containers = removed.containers;
    removal.others = removed.others;
    for (const auto& member : left) {
        if (!text::contains(removal.elsewhere, member.project)) removal.elsewhere.push_back(member.project);
    }
    co_return removal;
}

awaitable<void> playground_image(ProjectOptions project,
                                 std::string version,
                                 std::string image,
                                 const Surroundings& surroundings) {
    Work here(std::move(project), surroundings);
    auto config = co_await here.config();
    config.version = std::move(version);
    if (image.empty()) image = config.absolute_image();
    auto id = here.id;
    const auto members = co_await members_of(here.docker, std::move(id));
    config = in_playground(std::move(config), members);
    auto as = config.absolute_image();
    co_await provide_image(here.docker, std::move(image), std::move(as));
}

awaitable<void> playground_break(ProjectOptions project,
                                 std::string host,
                                 Fault fault,
                                 const Surroundings& surroundings) {
    Work here(std::move(project), surroundings);
    auto member = co_await here.member(std::move(host));
    co_await break_host(here.docker, std::move(member), fault);
}

awaitable<void> playground_mend(ProjectOptions project, std::string host, const Surroundings& surroundings) {
    Work here(std::move(project), surroundings);
    auto member = co_await here.member(std::move(host));
    co_await mend_host(here.docker, std::move(member));
}

awaitable<Rehearsal> rehearse(ProjectOptions project,
                              RehearsalOptions options,
                              const Surroundings& surroundings) {
    auto command = command_for(project, options.program);
    Work here(std::move(project), surroundings);
    const auto text =
        api::read_file(api::absolute_path(surroundings.project_root, options.script), options.script);
    if (!text) throw Error(ErrorKind::usage, "there is no script " + text::one_line(options.script));
    const auto config = co_await here.config();
    auto steps = script::parse(*text, options.script, config.all_hosts(), options.check);
    auto folder = surroundings.project_root;
    auto turn = co_await take_turn(here.docker, std::move(folder));
    auto id = here.id;
    const auto before = co_await members_of(here.docker, std::move(id));
    if (!before.empty())
        throw Error(ErrorKind::usage,
                    "the playground of this project is up, and a rehearsal would take it down",
                    "Take it down first: `wheels deploy playground down`.");
    auto surroundings_there = surroundings;
    surroundings_there.environment["WHEELS_PLAYGROUND"] = "1";
    Stage stage(here.docker, here.processes, config, surroundings_there, here.sinks);
    stage.id = here.id;
    stage.command = std::move(command);
    Play play(here, config, std::move(steps), options, std::move(turn));
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    auto work = play.run(stage);
    const auto error = co_await supervised.run(std::move(work));
    // A cancellation is answered with what there is.
    co_await this_coro::throw_if_cancelled(false);
    auto root = surroundings.project_root;
    auto end = play.end(std::move(root));
    co_await shielded(std::move(end));
    co_await this_coro::throw_if_cancelled(true);
    if (error && !is_cancellation(error)) std::rethrow_exception(error);
    play.rehearsal.interrupted = error != nullptr;
    co_return std::move(play.rehearsal);
}

}  // namespace wheels
