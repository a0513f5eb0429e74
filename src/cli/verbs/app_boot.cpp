#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::AppBoot boot;
    boot.version = context.asked.value("version");
    Words words;
    words.beginning = [wanted = boot.version](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Booting {} {} on {}", config.service, wanted.value_or(config.latest_tag()),
                           names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Booted {} {} {}", config.service, report.version, where_and_when("on", report));
    };
    // Whatever the version of the project is: without --version it is the image with the tag `latest`.
    std::string version = boot.version.value_or("latest");
    co_await carry_out(context, std::move(boot), Context::Needs::everything, std::move(words),
                       std::move(version));
}

}  // namespace

extern const Verb app_boot_verb;
const Verb app_boot_verb{
    .name = "app boot",
    .summary = "Start the app on the hosts, or start it anew, without a build or a pull",
    .text =
        "Without --version: the image that the last deploy has tagged `latest`. The new container takes over "
        "as in a\ndeploy; the old one serves on when it does not become healthy.\n",
    .examples =
        "wheels deploy app boot\n"
        "wheels deploy app boot --version v41 -h 192.0.2.10\n",
    .run = run,
};

}  // namespace wheels::cli
