#include <array>
#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

using What = verb::Prune::What;

constexpr std::array container_flags{
    Flag{"retain", 0, Flag::Kind::count, "N", "Keep so many stopped containers (retain_containers)", "keep"},
};

awaitable<void> prune(Context& context, What what, std::string done) {
    verb::Prune prune;
    prune.what = what;
    if (const auto retain = context.asked.count("retain")) prune.retain = *retain;
    Words words;
    words.ending = [done = std::move(done)](const Config&, const Report&) { return done; };
    co_await carry_out(context, prune, Context::Needs::to_connect, std::move(words));
}

awaitable<void> all(Context& context) {
    std::string done = "Pruned containers and images";
    co_await prune(context, What::all, std::move(done));
}

awaitable<void> containers(Context& context) {
    std::string done = "Pruned containers";
    co_await prune(context, What::containers, std::move(done));
}

awaitable<void> images(Context& context) {
    std::string done = "Pruned images";
    co_await prune(context, What::images, std::move(done));
}

}  // namespace

extern const Verb prune_all_verb;
const Verb prune_all_verb{
    .name = "prune all",
    .summary = "Remove old containers and unused images",
    .flags = container_flags,
    .examples = "wheels deploy prune all\n",
    .run = all,
};

extern const Verb prune_containers_verb;
const Verb prune_containers_verb{
    .name = "prune containers",
    .summary = "Remove stopped containers but for the newest ones",
    .flags = container_flags,
    .examples = "wheels deploy prune containers --retain 2\n",
    .run = containers,
};

extern const Verb prune_images_verb;
const Verb prune_images_verb{
    .name = "prune images",
    .summary = "Remove images that no container uses",
    .examples = "wheels deploy prune images -h 192.0.2.10\n",
    .run = images,
};

}  // namespace wheels::cli
