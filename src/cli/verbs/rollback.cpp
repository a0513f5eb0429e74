#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    verb::Rollback rollback;
    rollback.version = context.asked.arguments.at(0);
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Rolling back to {} on {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Rolled back to {} {}", config.version, where_and_when("on", report));
    };
    auto version = rollback.version;
    co_await carry_out(context, rollback, Context::Needs::everything, std::move(words), std::move(version));
}

}  // namespace

extern const Verb rollback_verb;
const Verb rollback_verb{
    .name = "rollback",
    .summary = "Go back to a version that the hosts still have",
    .arguments = "VERSION",
    .least = 1,
    .most = 1,
    .text = "Asks every host for a container of the version first, and changes nothing when one has none.\n",
    .examples =
        "wheels deploy rollback 1a2b3c4\n"
        "wheels deploy rollback 1a2b3c4 -h 192.0.2.10\n",
    .run = run,
};

}  // namespace wheels::cli
