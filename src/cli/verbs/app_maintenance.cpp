#include <array>
#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    Flag{"drain-timeout",
         0,
         Flag::Kind::count,
         "SECONDS",
         "Time for requests on their way (drain_timeout)",
         {}},
    Flag{"message", 0, Flag::Kind::text, "TEXT", "Shown on the page that visitors get", {}},
};

awaitable<void> maintenance(Context& context) {
    verb::AppMaintenance maintenance;
    if (const auto seconds = context.asked.count("drain-timeout")) maintenance.drain_timeout = *seconds;
    maintenance.message = context.asked.value("message");
    co_await carry_out(context, std::move(maintenance), Context::Needs::to_connect,
                       "The app is in maintenance mode: `wheels deploy app live` ends it");
}

awaitable<void> live(Context& context) {
    co_await carry_out(context, verb::AppLive(), Context::Needs::to_connect, "The app is live");
}

}  // namespace

extern const Verb app_live_verb;
const Verb app_live_verb{
    .name = "app live",
    .summary = "Serve the app again after maintenance",
    .examples = "wheels deploy app live\n",
    .run = live,
};

extern const Verb app_maintenance_verb;
const Verb app_maintenance_verb{
    .name = "app maintenance",
    .summary = "Let the proxy answer with a page of its own",
    .flags = flags,
    .examples = "wheels deploy app maintenance --message 'Back at noon'\n",
    .run = maintenance,
};

}  // namespace wheels::cli
