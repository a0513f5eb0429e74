#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::BuildPush build;
    if (const auto output = context.asked.value("output")) build.output = *output;
    build.no_cache = context.asked.on("no-cache");
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>&) {
        return fmt::format("Building {}", what(config));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Built {} in {}", config.version, time_of(report));
    };
    co_await carry_out(context, build, Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb build_push_verb;
const Verb build_push_verb{
    .name = "build push",
    .summary = "Build the image and push it",
    .flags = build_flags,
    .examples =
        "wheels deploy build push\n"
        "wheels deploy build push --no-cache\n",
    .run = run,
};

}  // namespace wheels::cli
