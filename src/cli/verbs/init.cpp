#include "wheels/init.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "cli/context.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    Flag{"service", 0, Flag::Kind::text, "NAME", "Name of the app (default: that of this folder)", {}},
    Flag{"image", 0, Flag::Kind::text, "NAME", "Image in the registry, without a tag", {}},
    Flag{"registry-username", 0, Flag::Kind::text, "NAME", "Who logs in to the registry", {}},
    Flag{"force", 0, Flag::Kind::boolean, {}, "Replace what is there, and keep the old as NAME.bak", {}},
    Flag{"bundle", 0, Flag::Kind::boolean, {}, "Kamal's; there is nothing to bundle here", {}},
};

std::string line_of(const InitFile& file, bool dry_run) {
    switch (file.what) {
        case InitFile::What::written:
            return fmt::format("{} {}", dry_run ? "Would create" : "Created", file.path);
        case InitFile::What::replaced:
            return fmt::format("{} {}, with the old one in {}", dry_run ? "Would replace" : "Replaced",
                               file.path, file.backup);
        case InitFile::What::same: return fmt::format("{} is there already", file.path);
        case InitFile::What::left: break;
    }
    return fmt::format("Left {} as it is", file.path);
}

bool is_written(const InitReport& report, std::string_view path) {
    return std::any_of(report.files.begin(), report.files.end(), [&](const InitFile& file) {
        return file.path == path && file.what != InitFile::What::left;
    });
}

std::string next_steps(const InitReport& report, const std::string& config_file) {
    std::vector<std::string> steps;
    if (is_written(report, config_file))
        steps.push_back(fmt::format("Fill in {} in {}", text::join(report.placeholders, ", "), config_file));
    if (is_written(report, "Dockerfile"))
        steps.push_back(
            fmt::format("Look through the Dockerfile, which is a guess: this looks like {}", report.kind));
    if (is_written(report, ".kamal/secrets"))
        steps.emplace_back(
            "Say in .kamal/secrets where the registry's password comes from, and other secrets");
    steps.emplace_back(report.in_repository
                           ? "Commit: the commit is what is built, and its id the version"
                           : "git init, and commit: the commit is what is built, its id the version");
    steps.emplace_back("wheels deploy config   shows whether it can be read");
    steps.emplace_back(
        "wheels deploy setup    prepares the servers, and deploys; after that it is wheels deploy");
    std::string text = "\nWhat is next:\n";
    for (std::size_t i = 0; i < steps.size(); ++i) text += fmt::format("  {}. {}\n", i + 1, steps[i]);
    text.pop_back();
    return text;
}

awaitable<void> run(Context& context) {
    if (context.asked.on("bundle")) {
        throw Error(ErrorKind::usage,
                    "--bundle puts Kamal into a Gemfile, and wheels is not a part of a bundle",
                    "Leave it out: `wheels deploy` needs no Ruby and no bin/kamal.");
    }
    InitOptions options;
    if (const auto file = context.asked.value("config-file")) options.config_file = *file;
    options.service = context.asked.value("service");
    options.image = context.asked.value("image");
    options.registry_username = context.asked.value("registry-username");
    options.hosts = context.asked.list("hosts");
    if (options.hosts.empty() && context.asked.value("hosts"))
        throw Error(ErrorKind::usage, "the list of --host is empty");
    options.force = context.asked.on("force");
    options.dry_run = context.dry_run();
    const auto report = init_project(options, context.surroundings);
    for (const auto& file : report.files) context.result(line_of(file, options.dry_run));
    if (options.dry_run) {
        for (const auto& file : report.files) {
            const bool would = file.what == InitFile::What::written || file.what == InitFile::What::replaced;
            if (would) context.result(fmt::format("\n==> {} <==\n{}", file.path, text::trim(file.text)));
        }
        context.say("Nothing was written: this was a dry run.");
    } else {
        context.say(next_steps(report, options.config_file));
    }
    co_return;
}

}  // namespace

extern const Verb init_verb;
const Verb init_verb{
    .name = "init",
    .summary = "Write deploy.yml, secrets, sample hooks and a Dockerfile for this folder",
    .flags = flags,
    .text =
        "Nothing that is there is overwritten. The Dockerfile fits what the folder looks like: Rails, Node, "
        "Python,\n"
        "Go, CFML, plain files, or anything else. --host names the web servers.\n",
    .examples =
        "wheels deploy init\n"
        "wheels deploy init --service shop --image acme/shop --registry-username acme --host "
        "192.0.2.10,192.0.2.11\n"
        "wheels deploy init --force     # the old files stay beside the new ones as .bak\n",
    .run = run,
};

}  // namespace wheels::cli
