#include "cli/verbs/playground.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "async/supervised.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"

namespace wheels::cli {
namespace {

constexpr std::array up_flags{base_flag};
constexpr std::array down_flags{
    Flag{"all", 0, Flag::Kind::boolean, {}, "The playgrounds of all projects on this machine", {}},
};

// A dry run of what is done with Docker here would be the list of its commands, which nobody asked for.
void refuse_dry_run(const Context& context) {
    if (context.dry_run())
        throw Error(ErrorKind::usage, fmt::format("{} has no dry run", context.asked.verb->name),
                    "A playground is there to be broken; nothing else is touched by it.");
}

/// The flags that say which playground it is, for a command to be copied.
std::string which(const Context& context) {
    std::string flags;
    for (const auto& [name, flag] : {std::pair("config-file", " -c "), std::pair("destination", " -d ")}) {
        if (const auto value = context.asked.value(name)) flags += flag + shell::quote(*value);
    }
    return text::one_line(flags);
}

void show(Context& context, const PlaygroundState& state) {
    std::size_t widest = 4;
    for (const auto& host : state.hosts) widest = std::max(widest, host.host.size());
    for (const auto& host : state.hosts) {
        const auto name = fmt::format("{:<{}}  ", text::one_line(host.host), widest);
        if (host.container.empty()) {
            context.result(name + "not up");
            continue;
        }
        std::vector<std::string> broken;
        for (const auto fault : host.broken) broken.emplace_back(to_string(fault));
        const auto* state_of_host = host.running ? "up " : "off";
        context.result(
            fmt::format("{}{}  {}{}", name, state_of_host, host.container,
                        host.running && !broken.empty() ? "  broken: " + text::join(broken, ", ") : ""));
        for (const auto& url : host.urls)
            context.result(fmt::format("{:<{}}       {}", "", widest, text::one_line(url)));
    }
}

awaitable<void> bring_up(Context& context) {
    auto project = playground_project(context);
    auto options = playground_options(context);
    const auto state = co_await playground_up(std::move(project), std::move(options), context.surroundings);
    show(context, state);
    context.say(context.paint.good(
        fmt::format("The playground is up. Verbs go there with --playground: `wheels deploy{} --playground`",
                    which(context))));
}

awaitable<void> up(Context& context) {
    refuse_dry_run(context);
    co_await until_cleaned_up(context, bring_up(context));
}

awaitable<void> status(Context& context) {
    auto project = playground_project(context);
    const auto state = co_await playground_state(std::move(project), context.surroundings);
    if (state.registry_port == 0)
        throw Error(ErrorKind::command_failed, "the playground of this project is not up",
                    "Bring it up: `wheels deploy playground up`, with the same -c and -d.");
    show(context, state);
}

awaitable<void> take_down(Context& context) {
    auto project = playground_project(context);
    const auto removed =
        co_await playground_down(std::move(project), context.asked.on("all"), context.surroundings);
    if (removed.containers != 0) {
        context.say(fmt::format("Removed the playground, {} containers", removed.containers));
    } else if (removed.others != 0) {
        context.say("Removed what was left of a playground: volumes and networks");
    } else if (removed.elsewhere.empty()) {
        context.say("There was no playground");
    } else {
        context.say(
            fmt::format("There was no playground of this folder's deploy.yml (-c and -d say of which); there "
                        "are those of {}",
                        text::one_line(text::join(removed.elsewhere, ", "))));
    }
}

awaitable<void> down(Context& context) {
    refuse_dry_run(context);
    co_await take_down(context);
}

awaitable<void> provide_image(Context& context) {
    refuse_dry_run(context);
    const auto& words = context.asked.arguments;
    auto project = playground_project(context);
    auto version = words[0];
    std::string image;
    if (words.size() > 1) image = words[1];
    co_await playground_image(std::move(project), std::move(version), std::move(image), context.surroundings);
    context.say(fmt::format(
        "The playground's registry has version {}: `wheels deploy{} --playground -P --version {}`",
        text::one_line(words[0]), which(context), text::one_line(words[0])));
}

awaitable<void> break_it(Context& context) {
    refuse_dry_run(context);
    const auto& words = context.asked.arguments;
    const auto fault = fault_named(words[1]);
    if (!fault)
        throw Error(ErrorKind::usage,
                    fmt::format("a host cannot be broken in the way of {}", text::one_line(words[1])),
                    "There are power, network, docker and disk.");
    auto project = playground_project(context);
    auto host = words[0];
    co_await playground_break(std::move(project), std::move(host), *fault, context.surroundings);
    context.say(fmt::format("{} is broken: {}. `wheels deploy playground mend {}{}` mends it",
                            text::one_line(words[0]), words[1], text::one_line(words[0]), which(context)));
}

awaitable<void> mend(Context& context) {
    refuse_dry_run(context);
    auto project = playground_project(context);
    auto host = context.asked.arguments[0];
    co_await playground_mend(std::move(project), std::move(host), context.surroundings);
    context.say(text::one_line(context.asked.arguments[0]) + " works again");
}

}  // namespace

PlaygroundOptions playground_options(const Context& context) {
    PlaygroundOptions options;
    if (const auto base = context.asked.value("base")) options.base = *base;
    return options;
}

ProjectOptions playground_project(const Context& context) {
    constexpr std::array none{"hosts",      "roles",     "primary",           "version",
                              "skip-hooks", "lock-wait", "lock-wait-timeout", "lock-wait-interval"};
    for (const auto* name : none) {
        if (context.asked.value(name))
            throw Error(
                ErrorKind::usage, fmt::format("{} takes no --{}", context.asked.verb->name, name),
                "A playground has all hosts of deploy.yml; runs there take what they take elsewhere.");
    }
    auto project = context.project();
    project.playground = false;
    return project;
}

awaitable<void> until_cleaned_up(Context& context, awaitable<void> work) {
    auto on = co_await this_coro::executor;
    Supervised supervised(on);
    auto& interrupt = context.stop.interrupt_of_deploy();
    interrupt.listen([&](int count) {
        if (count == 1) supervised.stop();
        context.say(count == 1 ? "Interrupted: what was begun is being removed"
                               : "It is still being removed, as far as Docker answers");
    });
    const auto error = co_await supervised.run(std::move(work));
    interrupt.listen(nullptr);
    context.stop.deploy_ended();
    if (const auto kind = interrupt.requested()) throw interruption(*kind);
    if (error) std::rethrow_exception(error);
}

extern const Verb playground_up_verb;
const Verb playground_up_verb{
    .name = "playground up",
    .summary = "Bring up a container for each host of deploy.yml, on this machine",
    .flags = up_flags,
    .text =
        "Each has sshd, Docker and an address of its own; a registry stands beside them. They are made "
        "through "
        "this\n"
        "machine's Docker, and nothing else is needed. What is up already stays. The URLs lead to what "
        "deploy.yml "
        "serves.\n",
    .examples = "wheels deploy playground up   # and then any verb with --playground\n",
    .run = up,
};

extern const Verb playground_status_verb;
const Verb playground_status_verb{
    .name = "playground status",
    .summary = "Show its hosts, their containers, and the URLs of what they serve",
    .examples = "wheels deploy playground status\n",
    .run = status,
};

extern const Verb playground_image_verb;
const Verb playground_image_verb{
    .name = "playground image",
    .summary = "Put an image of this machine's Docker into its registry",
    .arguments = "VERSION [IMAGE]",
    .least = 1,
    .most = 2,
    .text =
        "Without IMAGE it is that of deploy.yml in this version, which is pulled where Docker does not have "
        "it.\n",
    .examples = "wheels deploy playground image v2 shop:latest\n",
    .run = provide_image,
};

extern const Verb playground_break_verb;
const Verb playground_break_verb{
    .name = "playground break",
    .summary = "Break one of its hosts: power, network, docker or disk",
    .arguments = "HOST HOW",
    .least = 2,
    .most = 2,
    .text =
        "power: it is off. network: packets vanish. docker: Docker does not run, containers do. disk: Docker "
        "has "
        "no\n"
        "room to pull an image.\n",
    .examples = "wheels deploy playground break 192.0.2.10 power\n",
    .run = break_it,
};

extern const Verb playground_mend_verb;
const Verb playground_mend_verb{
    .name = "playground mend",
    .summary = "Undo all that `break` has done to a host",
    .arguments = "HOST",
    .least = 1,
    .most = 1,
    .examples = "wheels deploy playground mend 192.0.2.10\n",
    .run = mend,
};

extern const Verb playground_down_verb;
const Verb playground_down_verb{
    .name = "playground down",
    .summary = "Remove it: containers, volumes and networks",
    .flags = down_flags,
    .text = "They are found by their labels, whatever has become of deploy.yml.\n",
    .examples =
        "wheels deploy playground down\n"
        "wheels deploy playground down --all\n",
    .run = down,
};

}  // namespace wheels::cli
