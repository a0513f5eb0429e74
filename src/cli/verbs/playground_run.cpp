#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "cli/own_program.hpp"
#include "cli/understood.hpp"
#include "cli/verbs/playground.hpp"
#include "output/duration.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    base_flag,
    Flag{"junit", 0, Flag::Kind::text, "FILE", "Write what came of it there, as JUnit's XML", {}},
};

using Outcome = RehearsalStep::Outcome;

void tell(Context& context, const RehearsalStep& step) {
    const auto where = step.line == 0 ? std::string() : fmt::format("line {}: ", step.line);
    const auto what = where + step.text;
    switch (step.outcome) {
        case Outcome::passed:
            context.result(fmt::format("ok      {} ({})", what, output::duration(step.took)));
            break;
        case Outcome::failed:
            context.result(fmt::format("FAILED  {}: {}", what, text::one_line(step.problem)));
            break;
        case Outcome::skipped: context.result("skipped " + what); break;
    }
}

std::string meant(const Invocation& asked, std::string_view flag) {
    const auto value = asked.value(flag);
    if (flag != "config-file") return value.value_or("");
    return std::filesystem::path(value.value_or("config/deploy.yml")).lexically_normal().string();
}

/// Whether the words of a line are a command, and one of this playground.
void check_command(const Context& context, const std::vector<std::string>& own) {
    std::vector<std::string> words;
    for (const auto* name : {"config-file", "destination"}) {
        if (const auto value = context.asked.value(name)) {
            words.push_back(fmt::format("--{}", name));
            words.push_back(*value);
        }
    }
    words.insert(words.end(), own.begin(), own.end());
    const auto asked = understood(words);
    if (asked.help) return;
    for (const auto* name : {"config-file", "destination"}) {
        if (meant(asked, name) != meant(context.asked, name))
            throw Error(ErrorKind::usage, fmt::format("--{} is that of the whole rehearsal", name),
                        "It stands behind `playground run`.");
    }
    if (asked.value("playground") && !asked.on("playground"))
        throw Error(ErrorKind::usage, "a script touches no host outside of its playground");
    if (asked.verb != nullptr && asked.verb->name.starts_with("playground "))
        throw Error(ErrorKind::usage, fmt::format("a script has no {}", asked.verb->name),
                    "It runs in its playground; `break` and `mend` are steps of their own.");
}

/// Better found out now than after the rehearsal.
void check_writable(const std::string& path) {
    if (path == "-")
        throw Error(ErrorKind::usage, "--junit wants a file: standard output is for the steps",
                    "Give it a path, as --junit rehearsal.xml");
    std::error_code ignored;
    const bool was_there = std::filesystem::exists(path, ignored);
    const std::ofstream file(path, std::ios::app);
    if (!file)
        throw Error(ErrorKind::usage,
                    fmt::format("{} cannot be written: {}", text::one_line(path), std::strerror(errno)));
    // Where nothing is rehearsed there is to be no file that says nothing.
    if (!was_there) std::filesystem::remove(path, ignored);
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::trunc);
    file << text;
    file.close();
    if (!file)
        throw Error(ErrorKind::process,
                    fmt::format("{} cannot be written: {}", text::one_line(path), std::strerror(errno)));
}

std::string summary(const Rehearsal& rehearsal) {
    std::size_t failed = 0;
    for (const auto& step : rehearsal.steps) failed += step.outcome == Outcome::failed ? 1 : 0;
    return failed == 0 ? fmt::format("All {} steps passed", rehearsal.steps.size())
                       : fmt::format("{} of {} steps failed", failed, rehearsal.steps.size());
}

awaitable<void> play(Context& context) {
    RehearsalOptions options;
    options.script = context.asked.arguments.front();
    options.program = own_program(context.asked.program);
    if (options.program.empty())
        throw Error(ErrorKind::process,
                    fmt::format("{} does not find the file that it was started from", context.asked.program),
                    "start it by its whole path");
    options.playground = playground_options(context);
    options.check = [&context](const std::vector<std::string>& words) { check_command(context, words); };
    options.on_step = [&context](const RehearsalStep& step) { tell(context, step); };
    const auto junit = context.asked.value("junit");
    if (junit) check_writable(*junit);
    auto project = playground_project(context);
    const auto rehearsal = co_await rehearse(std::move(project), std::move(options), context.surroundings);
    if (junit) write_file(*junit, rehearsal.junit());
    if (rehearsal.interrupted) co_return;
    if (!rehearsal.passed()) context.status = 1;
    const auto said = summary(rehearsal);
    context.say(rehearsal.passed() ? context.paint.good(said) : context.paint.bad(said));
}

awaitable<void> run(Context& context) {
    if (context.dry_run())
        throw Error(ErrorKind::usage, "playground run has no dry run",
                    "What it does, it does to containers of its own, and removes them.");
    co_await until_cleaned_up(context, play(context));
}

}  // namespace

extern const Verb playground_run_verb;
const Verb playground_run_verb{
    .name = "playground run",
    .summary = "Rehearse deploys by a script, for CI: bring it up, play, take it down",
    .arguments = "SCRIPT",
    .least = 1,
    .most = 1,
    .flags = flags,
    .text =
        "A step a line: `deploy v1`, `expect \"hello\" at http://app.example/`, `break HOST power`, `status "
        "1: "
        "deploy v2`,\n"
        "`requests 200 to /: deploy v3`, and so on; `wheels deploy docs playground` has all of them. A step "
        "that "
        "fails does\n"
        "not end it. The status is 1 when one has failed. Everything is removed, however it ends.\n",
    .examples = "wheels deploy playground run rehearsal.txt --junit rehearsal.xml\n",
    .run = run,
};

}  // namespace wheels::cli
