#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

std::string what_happens(const Config& config, const std::vector<std::string>& hosts) {
    return fmt::format("This will replace Traefik with kamal-proxy on {}, and boot {} anew behind it.",
                       names_of(hosts), config.service);
}

awaitable<void> proxy(Context& context) {
    verb::ProxyUpgrade upgrade;
    upgrade.rolling = context.asked.on("rolling");
    co_await confirm_and_carry_out(context, upgrade, Context::Needs::everything, what_happens,
                                   "Upgraded the proxy");
}

awaitable<void> everything(Context& context) {
    verb::Upgrade upgrade;
    upgrade.rolling = context.asked.on("rolling");
    const auto warning = [](const Config& config, const std::vector<std::string>& hosts) {
        return what_happens(config, hosts) + " All accessories are stopped and run anew.";
    };
    co_await confirm_and_carry_out(context, upgrade, Context::Needs::everything, warning,
                                   "Upgraded from Kamal 1 to Kamal 2");
}

}  // namespace

extern const Verb proxy_upgrade_verb;
const Verb proxy_upgrade_verb{
    .name = "proxy upgrade",
    .summary = "Bring the proxy from Kamal 1 to Kamal 2",
    .hidden = true,
    .flags = rolling_flags,
    .examples = "wheels deploy proxy upgrade --rolling\n",
    .run = proxy,
};

extern const Verb upgrade_verb;
const Verb upgrade_verb{
    .name = "upgrade",
    .summary = "Bring proxy and accessories from Kamal 1 to Kamal 2",
    .flags = rolling_flags,
    .examples = "wheels deploy upgrade --rolling\n",
    .run = everything,
};

}  // namespace wheels::cli
