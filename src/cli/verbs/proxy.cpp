#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> boot(Context& context) {
    co_await carry_out(context, verb::ProxyBoot(), Context::Needs::everything, "The proxy runs");
}

awaitable<void> reboot(Context& context) {
    verb::ProxyReboot reboot;
    reboot.rolling = context.asked.on("rolling");
    const auto warning = [](const Config&, const std::vector<std::string>& hosts) {
        return fmt::format(
            "This will stop the proxy and run a new one on {}: no app can be reached meanwhile.",
            names_of(hosts));
    };
    co_await confirm_and_carry_out(context, reboot, Context::Needs::everything, warning,
                                   "Rebooted the proxy");
}

awaitable<void> start(Context& context) {
    co_await carry_out(context, verb::ProxyStart(), Context::Needs::to_connect, "Started the proxy");
}

awaitable<void> stop(Context& context) {
    co_await carry_out(context, verb::ProxyStop(), Context::Needs::to_connect, "Stopped the proxy");
}

awaitable<void> restart(Context& context) {
    co_await carry_out(context, verb::ProxyRestart(), Context::Needs::to_connect, "Restarted the proxy");
}

}  // namespace

extern const Verb proxy_boot_verb;
const Verb proxy_boot_verb{
    .name = "proxy boot",
    .summary = "Start kamal-proxy where it does not run",
    .examples = "wheels deploy proxy boot\n",
    .run = boot,
};

extern const Verb proxy_reboot_verb;
const Verb proxy_reboot_verb{
    .name = "proxy reboot",
    .summary = "Replace the container of the proxy",
    .flags = rolling_flags,
    .text =
        "Between the hooks pre-proxy-reboot and post-proxy-reboot; with --rolling they run for each host.\n",
    .examples = "wheels deploy proxy reboot --rolling -y\n",
    .run = reboot,
};

extern const Verb proxy_start_verb;
const Verb proxy_start_verb{
    .name = "proxy start",
    .summary = "Start the container of the proxy",
    .examples = "wheels deploy proxy start\n",
    .run = start,
};

extern const Verb proxy_stop_verb;
const Verb proxy_stop_verb{
    .name = "proxy stop",
    .summary = "Stop the container of the proxy",
    .examples = "wheels deploy proxy stop -h 192.0.2.10\n",
    .run = stop,
};

extern const Verb proxy_restart_verb;
const Verb proxy_restart_verb{
    .name = "proxy restart",
    .summary = "Stop the proxy, and start it again",
    .examples = "wheels deploy proxy restart\n",
    .run = restart,
};

}  // namespace wheels::cli
