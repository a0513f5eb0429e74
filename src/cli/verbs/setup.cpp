#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::Setup setup;
    setup.skip_push = context.asked.on("skip-push");
    setup.no_cache = context.asked.on("no-cache");
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Setting up {}, and deploying {}", names_of(hosts), what(config));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Set up and deployed {} {}", config.version, where_and_when("to", report));
    };
    co_await carry_out(context, setup, Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb setup_verb;
const Verb setup_verb{
    .name = "setup",
    .summary = "Install Docker where it is missing, boot the accessories, and deploy",
    .flags = shipping_flags,
    .text =
        "For hosts that are new. What is there already stays: Docker, a proxy, an accessory's container.\n",
    .examples =
        "wheels deploy setup\n"
        "wheels deploy setup -d staging\n",
    .run = run,
};

}  // namespace wheels::cli
