#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> run(Context& context) {
    Words words;
    words.beginning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format("Pulling {} on {}", what(config), names_of(hosts));
    };
    words.ending = [](const Config& config, const Report& report) {
        return fmt::format("Pulled {} {}", config.version, where_and_when("on", report));
    };
    co_await carry_out(context, verb::BuildPull(), Context::Needs::everything, std::move(words));
}

}  // namespace

extern const Verb build_pull_verb;
const Verb build_pull_verb{
    .name = "build pull",
    .summary = "Pull the image on the hosts of the app",
    .examples = "wheels deploy build pull --version 1a2b3c4\n",
    .run = run,
};

}  // namespace wheels::cli
