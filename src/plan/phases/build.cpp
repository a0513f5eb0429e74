#include "plan/phases/build.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/failure.hpp"
#include "commands/builder.hpp"
#include "commands/failed_command.hpp"
#include "commands/git_clone.hpp"
#include "commands/registry.hpp"
#include "config/ssh_url.hpp"
#include "plan/phases/build_context.hpp"

namespace wheels::plan {
namespace {

using commands::BuildOptions;
using commands::ImageBuilder;

Error not_in_clone(const std::string& dockerfile) {
    return failed(failure(ErrorKind::command_failed, {}, "build the image",
                          dockerfile + " is not committed, so it is not in the clone that is built",
                          "commit it, or set `builder: {context: .}` to build the folder as it is"));
}

Error out_of_reach(const Error& error, const config::SshUrl& url) {
    auto unreached = failure_of(error, url.host, {});
    unreached.step = "log in to the machine that builds";
    unreached.hint = fmt::format(
        "docker goes there with ssh: `ssh -p {} {}{} docker version` has to work without a question",
        url.port, url.user.empty() ? "" : url.user + "@", url.host);
    return failed(std::move(unreached));
}

Dialogue<> look_for_docker() {
    auto look = commands::check_docker();
    look.checked = false;
    const auto found = co_await tell(look);
    if (!found.answered || found.succeeded()) co_return;
    auto missing = failure_of(commands::failed_command({}, look, found), {}, look.name);
    missing.hint =
        "install docker with its buildx plugin here, or deploy what is in the registry with --skip-push";
    throw failed(std::move(missing));
}

// No answer counts as another architecture, as with Kamal: the other machine builds.
Dialogue<> ask_architecture(RunState& run) {
    if (run.architecture || !run.config.builder.remote) co_return;
    auto question = commands::ask_architecture();
    question.checked = false;
    question.dry_reply = run.files.machine;
    const auto answer = co_await tell(std::move(question));
    run.architecture = replies::architecture(answer.out);
}

ImageBuilder builder_of(const RunState& run) {
    return {run.config, run.architecture.value_or("")};
}

// As Kamal does, so that a machine out of reach is told of before docker has half a builder for it. What
// ~/.ssh/config says is known to docker's ssh alone: then it is left to that.
Dialogue<> log_in_to_builder(RunState& run) {
    const auto url = config::parse_ssh_url(run.config.builder.remote.value_or(""));
    if (!url || run.files.has_ssh_config) co_return;
    std::optional<Error> unreached;
    try {
        co_await connect(Place(Place::Kind::builder, url->host));
    } catch (const Error& error) {
        unreached = error;
    }
    if (unreached) throw out_of_reach(*unreached, *url);
}

Dialogue<> prepare(RunState& run) {
    co_await look_for_docker();
    co_await ask_architecture(run);
    const auto builder = builder_of(run);
    const auto& registry = run.config.registry;
    if (registry.is_local()) {
        if (builder.builds_remotely() && !config::parse_ssh_url(*run.config.builder.remote))
            throw Error(ErrorKind::config, "builder/remote: " + std::string(config::needs_ssh_url));
        if (run.config.playground) co_return;  // its registry is up
        auto start = commands::start_local_registry(registry);
        co_await tell(std::move(start));
    } else if (builder.logs_in_locally()) {
        auto login = commands::registry_login(registry);
        co_await tell(std::move(login));
    }
}

Dialogue<> ensure_builder(RunState& run) {
    const auto builder = builder_of(run);
    auto inspect = builder.inspect();
    if (!inspect) co_return;
    inspect->checked = false;
    const auto found = co_await tell(*inspect);
    if (!found.answered || found.succeeded()) co_return;
    if (!replies::builder_missing(found.out + found.err)) throw commands::failed_command({}, *inspect, found);
    auto create = builder.create();
    if (!create) co_return;  // pack fetches what it lacks
    run.note({}, "There is no builder that fits: making one");
    // Half of one may be there, from an attempt that failed.
    if (auto remove = builder.remove()) {
        remove->checked = false;
        co_await tell(std::move(*remove));
    }
    co_await log_in_to_builder(run);
    co_await tell(std::move(*create));
}

Dialogue<> check_dockerfile(RunState& run, std::string folder) {
    const auto& builder = run.config.builder;
    if (folder.empty() || !commands::names_dockerfile(builder)) co_return;
    auto look = commands::look_for_file(folder, builder.dockerfile);
    const auto found = co_await tell(std::move(look));
    if (found.answered && !found.succeeded()) throw not_in_clone(builder.dockerfile);
}

BuildOptions options_of(const BuildWishes& wishes) {
    BuildOptions options;
    options.output = wishes.output;
    options.no_cache = wishes.no_cache;
    return options;
}

Dialogue<> build(RunState& run, BuildWishes wishes) {
    auto options = options_of(wishes);
    options.directory = co_await prepare_context(run);
    co_await ensure_builder(run);
    co_await check_dockerfile(run, options.directory);
    auto command = builder_of(run).build(options);
    co_await tell(std::move(command));
}

Dialogue<> build_as_it_is(RunState& run, BuildWishes wishes) {
    auto options = options_of(wishes);
    options.dirty = true;
    co_await look_for_docker();
    co_await tell_changes(run, false);
    co_await ask_architecture(run);
    auto command = builder_of(run).build(options);
    co_await tell(std::move(command));
}

Dialogue<> create(RunState& run) {
    co_await ask_architecture(run);
    auto command = builder_of(run).create();
    if (!command) {
        run.note({}, "This setup needs no builder of its own");
        co_return;
    }
    co_await log_in_to_builder(run);
    co_await tell(std::move(*command));
}

Dialogue<> remove(RunState& run) {
    co_await ask_architecture(run);
    auto command = builder_of(run).remove();
    if (!command) {
        run.note({}, "This setup has no builder of its own");
        co_return;
    }
    co_await tell(std::move(*command));
}

Dialogue<> show(RunState& run) {
    co_await ask_architecture(run);
    const auto builder = builder_of(run);
    auto command = builder.details();
    const auto answer = co_await tell(std::move(command));
    if (!answer.answered) co_return;
    Answer told(this_machine().name, {}, "Builder: " + std::string(builder.kind_name()) + "\n" + answer.out);
    run.answer(std::move(told));
}

// The other machine pushes what it builds to the registry of this one.
std::optional<Forwarding> forwarding_of(const RunState& run) {
    const auto port = run.config.registry.local_port();
    const auto url = config::parse_ssh_url(run.config.builder.remote.value_or(""));
    if (!port || !url || !builder_of(run).builds_remotely()) return std::nullopt;
    return Forwarding{Place(Place::Kind::builder, url->host), *port};
}

}  // namespace

Phases build_image(BuildWishes wishes) {
    Phase building;
    building.title = "Build the app image";
    building.steps = [wishes = std::move(wishes)](RunState& run) {
        Steps steps;
        steps.emplace_back(this_machine(), build(run, wishes), forwarding_of(run));
        return steps;
    };
    return {on_this_machine("Get ready to build", [](RunState& run) { return prepare(run); }),
            gate("pre-build"), std::move(building)};
}

Phase build_dirty(BuildWishes wishes) {
    return on_this_machine("Build the app image", [wishes = std::move(wishes)](RunState& run) {
        return build_as_it_is(run, wishes);
    });
}

Phase create_builder() {
    return on_this_machine({}, [](RunState& run) { return create(run); });
}

Phase remove_builder() {
    return on_this_machine({}, [](RunState& run) { return remove(run); });
}

Phase show_builder() {
    return on_this_machine({}, [](RunState& run) { return show(run); });
}

}  // namespace wheels::plan
