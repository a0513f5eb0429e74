#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/date_time.hpp"
#include "base/shell.hpp"
#include "base/text.hpp"
#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

Words words_of_rollback() {
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Rolling back to {} on {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Rolled back to {} {}", config.version, where_and_when("on", report));
    };
    return words;
}

/// `v3 on 2 hosts: h1, h2; v2 on 1 host: h3`
std::string what_runs(const PreviousVersion& previous) {
    std::vector<std::pair<std::string, std::vector<std::string>>> hosts_by_version;
    for (const auto& [host, role, version] : previous.serving) {
        auto found = std::find_if(hosts_by_version.begin(), hosts_by_version.end(),
                                  [&, &name = version](const auto& each) { return each.first == name; });
        if (found == hosts_by_version.end())
            found = hosts_by_version.insert(found, {version, std::vector<std::string>()});
        if (!text::contains(found->second, host)) found->second.push_back(host);
    }
    std::vector<std::string> parts;
    for (const auto& [version, hosts] : hosts_by_version)
        parts.push_back(fmt::format("{} on {}", version, names_of(hosts)));
    return text::join(parts, "; ");
}

std::string in_sentences(const PreviousVersion& previous) {
    const auto age = age_in_words(std::chrono::system_clock::now() - previous.made);
    auto said = fmt::format("The version before is {}, made {} ({} ago). Now runs {}.", previous.version,
                            in_words(previous.made), age, what_runs(previous));
    if (!previous.passed_over.empty())
        said += fmt::format("\nPassed over, though newer: {}.", text::join(previous.passed_over, "; "));
    return said;
}

/// What somebody types who wants this version with the flags of now.
std::string command_line(const Invocation& asked, const std::string& version) {
    auto line = "wheels deploy rollback " + shell::quote(version);
    for (const auto* flag : {"destination", "config-file", "hosts", "roles"}) {
        if (const auto value = asked.value(flag)) line += fmt::format(" --{} {}", flag, shell::quote(*value));
    }
    if (asked.on("primary")) line += " --primary";
    return line;
}

/// Looks for it on the hosts, in a dry run too: what such a run shows depends on it.
awaitable<PreviousVersion> find_previous(Context& context, const Project& project) {
    auto request = context.request(verb::FindPrevious());
    if (context.dry_run()) {
        request.dry_run = false;
        request.skip_hooks = true;
    }
    const auto report = co_await project.run(std::move(request));
    context.stop.deploy_ended();
    co_return report.previous.value();
}

awaitable<void> go_back_to(Context& context, std::string version) {
    verb::Rollback rollback;
    rollback.version = version;
    auto words = words_of_rollback();
    co_await carry_out(context, rollback, Context::Needs::everything, std::move(words), std::move(version));
}

awaitable<void> go_back(Context& context) {
    const auto project = co_await context.load(Context::Needs::all_but_version);
    const auto previous = co_await find_previous(context, project);
    auto said = in_sentences(previous);
    if (context.dry_run() || context.asked.on("confirmed")) {
        context.say(std::move(said));
    } else {
        auto unanswered =
            fmt::format("rollback asks before it goes back to {}, and there is nobody to answer. {}",
                        previous.version, text::replace_all(said, "\n", " "));
        auto advice = fmt::format("Name the version, `{}`, or say --confirmed (-y).",
                                  command_line(context.asked, previous.version));
        co_await context.confirm(std::move(said), std::move(unanswered), std::move(advice));
    }
    auto earlier = project.in_version(previous.version);
    verb::Rollback rollback;
    rollback.version = previous.version;
    rollback.pre_connected = !context.dry_run();
    auto words = words_of_rollback();
    co_await carry_out_for(context, std::move(earlier), rollback, std::move(words));
}

awaitable<void> run(Context& context) {
    auto version = context.asked.value("version");
    if (!context.asked.arguments.empty()) version = context.asked.arguments.front();
    if (version) {
        co_await go_back_to(context, std::move(*version));
    } else {
        co_await go_back(context);
    }
}

}  // namespace

extern const Verb rollback_verb;
const Verb rollback_verb{
    .name = "rollback",
    .summary = "Go back to a version that the hosts still have",
    .arguments = "[VERSION]",
    .most = 1,
    .flags = confirmed_flags,
    .text =
        "Asks every host for a container of the version first, and changes nothing when one has none.\n"
        "Without a version it is the one before: of the versions that are older than what runs, and that all "
        "hosts have,\n"
        "the one whose containers were made last. It is shown first, and you are asked. A dry run asks the "
        "hosts, too.\n",
    .examples =
        "wheels deploy rollback\n"
        "wheels deploy rollback 1a2b3c4\n"
        "wheels deploy rollback 1a2b3c4 -h 192.0.2.10\n",
    .run = run,
};

}  // namespace wheels::cli
