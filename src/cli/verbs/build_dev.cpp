#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::BuildDev build;
    if (const auto output = context.asked.value("output")) build.output = *output;
    build.no_cache = context.asked.on("no-cache");
    Words words;
    co_await carry_out(context, build, Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb build_dev_verb;
const Verb build_dev_verb{
    .name = "build dev",
    .summary = "Build what lies here, and keep it on this machine as VERSION-dirty",
    .flags = build_flags,
    .examples = "wheels deploy build dev\n",
    .run = run,
};

}  // namespace wheels::cli
