#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::BuildDeliver build;
    if (const auto output = context.asked.value("output")) build.output = *output;
    build.no_cache = context.asked.on("no-cache");
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Building {} for {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Built {}, and pulled it {}", config.version, where_and_when("on", report));
    };
    co_await carry_out(context, build, Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb build_deliver_verb;
const Verb build_deliver_verb{
    .name = "build deliver",
    .summary = "Build and push the image, and pull it on the hosts",
    .flags = build_flags,
    .examples = "wheels deploy build deliver\n",
    .run = run,
};

}  // namespace wheels::cli
