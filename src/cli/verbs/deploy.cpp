#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::Deploy deploy;
    deploy.skip_push = context.asked.on("skip-push");
    deploy.no_cache = context.asked.on("no-cache");
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Deploying {} to {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Deployed {} {}", config.version, where_and_when("to", report));
    };
    co_await carry_out(context, deploy, Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb deploy_verb;
const Verb deploy_verb{
    .name = "deploy",
    .summary = "Ship the app to its servers (also without a verb)",
    .flags = shipping_flags,
    .text =
        "Builds and pushes the image, pulls it on all hosts, starts kamal-proxy where it is missing, boots "
        "the new\n"
        "containers, switches to them when they are healthy, and stops the old ones. docs/deploy-flow.md "
        "tells it step\n"
        "by step.\n",
    .examples =
        "wheels deploy\n"
        "wheels deploy -P --version 1a2b3c4   # the image is in the registry already\n"
        "wheels deploy -d staging --dry-run     # what every host would be told\n",
    .run = run,
};

}  // namespace wheels::cli
