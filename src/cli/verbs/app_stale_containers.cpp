#include <array>
#include <utility>

#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

constexpr std::array flags{
    Flag{"stop", 's', Flag::Kind::boolean, {}, "Stop them", {}},
    json_flag,
};

awaitable<void> run(Context& context) {
    verb::AppStaleContainers stale;
    stale.stop = context.asked.on("stop");
    const auto needs = stale.stop ? Context::Needs::to_connect : Context::Needs::to_ask;
    co_await ask(context, stale, needs);
}

}  // namespace

extern const Verb app_stale_containers_verb;
const Verb app_stale_containers_verb{
    .name = "app stale_containers",
    .summary = "Show containers that run beside the one that serves",
    .flags = flags,
    .examples = "wheels deploy app stale_containers --stop\n",
    .run = run,
};

}  // namespace wheels::cli
