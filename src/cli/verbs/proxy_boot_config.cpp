#include <fmt/format.h>
#include <array>

#include <utility>
#include "base/text.hpp"
#include "cli/verbs/answers.hpp"

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

using Kind = Flag::Kind;

constexpr std::array flags{
    Flag{"publish", 0, Kind::boolean, {}, "Publish the proxy's ports on the host (the default)", {}},
    Flag{
        "publish-host-ip", 0, Kind::list, "IP", "Address to publish them on; may be given several times", {}},
    Flag{"http-port", 0, Kind::count, "PORT", "HTTP port of the host (default: 80)", {}},
    Flag{"https-port", 0, Kind::count, "PORT", "HTTPS port of the host (default: 443)", {}},
    Flag{"log-max-size", 0, Kind::text, "SIZE", "Largest size of a log file (default: 10m)", {}},
    Flag{"registry", 0, Kind::text, "SERVER", "Registry of the proxy's image", {}},
    Flag{"repository", 0, Kind::text, "NAME", "Repository of the proxy's image (default: basecamp)", {}},
    Flag{"image-version", 0, Kind::text, "TAG", "Version of the proxy", {}},
    Flag{"metrics-port", 0, Kind::count, "PORT", "Port of the proxy's metrics", {}},
    Flag{"debug", 0, Kind::boolean, {}, "Let the proxy log more", {}},
    Flag{"docker-options", 0, Kind::words, "OPTION=VALUE", "Options of `docker run`, without dashes", {}},
    json_flag,
};

std::int64_t port_of(const Context& context, std::string_view flag, std::int64_t otherwise) {
    const auto port = context.asked.count(flag);
    if (!port) return otherwise;
    if (*port == 0 || *port > 65535)
        throw Error(ErrorKind::usage, fmt::format("--{} has to be between 1 and 65535", flag));
    return *port;
}

verb::ProxyBootConfigSet settings_of(const Context& context) {
    verb::ProxyBootConfigSet set;
    const auto& asked = context.asked;
    set.publish = asked.value("publish") != "false";
    set.publish_host_ips = asked.all("publish-host-ip");
    set.http_port = port_of(context, "http-port", set.http_port);
    set.https_port = port_of(context, "https-port", set.https_port);
    set.log_max_size = asked.value("log-max-size").value_or(set.log_max_size);
    set.registry = asked.value("registry");
    set.repository = asked.value("repository");
    set.image_version = asked.value("image-version");
    if (asked.value("metrics-port")) set.metrics_port = port_of(context, "metrics-port", 0);
    set.debug = asked.on("debug");
    set.docker_options = asked.all("docker-options");
    return set;
}

/// One line a host, as Kamal has it.
awaitable<void> get(Context& context) {
    co_await ask_in_lines(context, verb::ProxyBootConfigGet(), Context::Needs::to_ask);
}

awaitable<void> run(Context& context) {
    const auto& what = context.asked.arguments.at(0);
    if (what != "set" && what != "get" && what != "reset") {
        throw Error(ErrorKind::usage, fmt::format("proxy boot_config has no {}", text::one_line(what)),
                    "It is set, get or reset.");
    }
    context.say("`proxy boot_config` is deprecated in Kamal: `proxy/run` of deploy.yml says the same.");
    if (what == "get") {
        co_await get(context);
    } else if (what == "set") {
        co_await carry_out(context, settings_of(context), Context::Needs::to_connect,
                           "Wrote it: `wheels deploy proxy reboot` runs the proxy with it");
    } else {
        co_await carry_out(context, verb::ProxyBootConfigReset(), Context::Needs::to_connect,
                           "Removed it: `wheels deploy proxy reboot` runs the proxy without");
    }
}

}  // namespace

extern const Verb proxy_boot_config_verb;
const Verb proxy_boot_config_verb{
    .name = "proxy boot_config",
    .summary = "Set, show or remove how the proxy is run on the hosts",
    .arguments = "set|get|reset",
    .least = 1,
    .most = 1,
    .flags = flags,
    .text = "It holds where deploy.yml has no `proxy/run`, from the next `proxy reboot` on.\n",
    .examples =
        "wheels deploy proxy boot_config set --http-port 8080\n"
        "wheels deploy proxy boot_config get\n",
    .run = run,
};

}  // namespace wheels::cli
