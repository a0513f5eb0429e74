#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::Redeploy redeploy;
    redeploy.skip_push = context.asked.on("skip-push");
    redeploy.no_cache = context.asked.on("no-cache");
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Redeploying {} to {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Redeployed {} {}", config.version, where_and_when("to", report));
    };
    co_await carry_out(context, redeploy, Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb redeploy_verb;
const Verb redeploy_verb{
    .name = "redeploy",
    .summary = "Deploy without looking after kamal-proxy and without pruning",
    .flags = shipping_flags,
    .examples = "wheels deploy redeploy -P\n",
    .run = run,
};

}  // namespace wheels::cli
