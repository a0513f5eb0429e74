#include <fmt/format.h>

#include <array>
#include <utility>

#include "cli/verbs/canary_share.hpp"
#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    shipping_flags[0],
    shipping_flags[1],
    Flag{"canary",
         0,
         Flag::Kind::text,
         "SHARE",
         "As a canary beside what serves, for this share of the requests: 10%",
         {}},
    canary_list_flag("canary-list"),
};

Words words_of(const verb::Deploy& deploy) {
    Words words;
    if (deploy.canary) {
        words.beginning = [share = in_words(*deploy.canary)](const Config& config,
                                                             const std::vector<std::string>& hosts) {
            return fmt::format("Deploying {} as a canary with {} to {}", what(config), share,
                               names_of(hosts));
        };
        words.ending = [share = in_words(*deploy.canary)](const Config& config, const Report& report) {
            return fmt::format(
                "Canary {} has {}, {}\nOf the requests with the cookie kamal-rollout, that is: without it "
                "they go to what served before.\n`wheels deploy canary promote` or `canary abort` ends it.",
                config.version, share, where_and_when("on", report));
        };
        return words;
    }
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Deploying {} to {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Deployed {} {}", config.version, where_and_when("to", report));
    };
    return words;
}

awaitable<void> run(Context& context) {
    verb::Deploy deploy;
    deploy.skip_push = context.asked.on("skip-push");
    deploy.no_cache = context.asked.on("no-cache");
    deploy.canary = canary_share(context.asked.value("canary"), context.asked.value("canary-list"));
    auto words = words_of(deploy);
    co_await carry_out(context, std::move(deploy), Context::Needs::everything, std::move(words));
}
}  // namespace

extern const Verb deploy_verb;
const Verb deploy_verb{
    .name = "deploy",
    .summary = "Ship the app to its servers (also without a verb)",
    .flags = flags,
    .text =
        "Builds and pushes the image, pulls it on all hosts, starts kamal-proxy where it is missing, boots "
        "the new\n"
        "containers, switches to them when they are healthy, and stops the old ones. docs/deploy-flow.md "
        "tells it step\n"
        "by step.\n\n"
        "With --canary the roles behind kamal-proxy get a second container, and that share of the visitors; "
        "nothing else\n"
        "changes. kamal-proxy knows a visitor by the value of the cookie kamal-rollout, which your app sets. "
        "`canary` is a\n"
        "group of verbs of its own: status, set, promote, abort.\n",
    .examples =
        "wheels deploy\n"
        "wheels deploy -P --version 1a2b3c4   # the image is in the registry already\n"
        "wheels deploy -d staging --dry-run     # what every host would be told\n"
        "wheels deploy --canary 10%            # then: canary status, canary promote\n",
    .run = run,
};

}  // namespace wheels::cli
