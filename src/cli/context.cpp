#include "cli/context.hpp"

#include <fmt/format.h>

#include <utility>

#include "cli/terminal_prompter.hpp"

namespace wheels::cli {
namespace {

// A list that is there and empty must not mean "everywhere".
std::vector<std::string> wanted(const Invocation& asked, std::string_view flag) {
    auto items = asked.list(flag);
    if (items.empty() && asked.value(flag))
        throw Error(ErrorKind::usage, fmt::format("the list of --{} is empty", flag));
    return items;
}

}  // namespace

Filter Context::filter() const {
    Filter filter;
    filter.hosts = wanted(asked, "hosts");
    filter.roles = wanted(asked, "roles");
    filter.primary = asked.on("primary");
    return filter;
}

LockWait Context::lock_wait() const {
    LockWait lock_wait;
    lock_wait.wait = asked.on("lock-wait");
    if (const auto seconds = asked.count("lock-wait-timeout"))
        lock_wait.timeout = std::chrono::seconds(*seconds);
    if (const auto seconds = asked.count("lock-wait-interval"))
        lock_wait.interval = std::chrono::seconds(*seconds);
    if (lock_wait.interval < std::chrono::seconds(1))
        throw Error(ErrorKind::usage, "--lock-wait-interval must be at least 1 second");
    return lock_wait;
}

Verbosity Context::verbosity() const {
    if (asked.on("quiet")) return Verbosity::quiet;
    if (asked.on("verbose")) return Verbosity::verbose;
    return Verbosity::normal;
}

Request Context::request(wheels::Verb verb) {
    Request request(std::move(verb));
    request.filter = filter();
    request.skip_hooks = asked.on("skip-hooks");
    request.verbosity = verbosity();
    request.dry_run = dry_run();
    request.lock_wait = lock_wait();
    request.interrupt = &stop.interrupt_of_deploy();
    return request;
}

ProjectOptions Context::project() const {
    ProjectOptions options;
    if (const auto file = asked.value("config-file")) options.config_file = *file;
    options.destination = asked.value("destination");
    options.version = asked.value("version");
    options.skip_hooks = asked.on("skip-hooks");
    options.playground = in_playground();
    return options;
}

bool Context::in_playground() const {
    const auto found = surroundings.environment.find("WHEELS_PLAYGROUND");
    const bool is_inside = found != surroundings.environment.end() && found->second == "1";
    if (!asked.value("playground")) return is_inside;
    if (is_inside && !asked.on("playground"))
        throw Error(ErrorKind::usage,
                    "this runs in a playground, by WHEELS_PLAYGROUND=1, and --no-playground leaves it",
                    "Unset that variable, if the hosts of deploy.yml are really meant.");
    return asked.on("playground");
}

awaitable<Project> Context::load(Needs needs, std::optional<std::string> version, bool builds) {
    auto options = project();
    if (version) options.version = std::move(version);
    options.needs_secrets = needs == Needs::everything || needs == Needs::all_but_version;
    options.all_secrets = needs == Needs::all_secrets;
    options.builds = builds;
    options.to_connect =
        needs == Needs::to_connect || needs == Needs::to_ask || needs == Needs::all_but_version;
    if (needs == Needs::everything || needs == Needs::no_secrets || needs == Needs::to_connect) {
        options.version_is = ProjectOptions::Version::needed;
    } else if (!options.to_connect) {
        options.version_is = ProjectOptions::Version::unused;
    }
    auto project = co_await Project::load(surroundings, std::move(options));
    co_return project;
}

awaitable<void> Context::confirm(std::string warning) {
    auto unanswered =
        fmt::format("{} asks before it begins, and there is nobody to answer", asked.verb->name);
    std::string advice = "Say --confirmed (-y) to do it without a question.";
    co_await confirm(std::move(warning), std::move(unanswered), std::move(advice));
}

awaitable<void> Context::confirm(std::string warning, std::string unanswered, std::string advice) {
    if (asked.on("confirmed") || dry_run()) co_return;
    std::optional<bool> sure;
    if (terminal_ != nullptr) {
        auto question = std::move(warning) + "\nAre you sure?";
        sure = co_await terminal_->proceed(std::move(question));
    }
    if (!sure) throw Error(ErrorKind::usage, unanswered, advice);
    if (!*sure) throw Error(ErrorKind::command_failed, "aborted, nothing was touched");
}

void Context::result(std::string text) {
    sink.end_line();
    writer_.write(output::Channel::results, std::move(text) + "\n");
}

void Context::say(std::string text) {
    if (quiet()) return;
    sink.end_line();
    writer_.write(output::Channel::progress, std::move(text) + "\n");
}

}  // namespace wheels::cli
