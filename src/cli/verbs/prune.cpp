#include <array>

#include "cli/verbs/upkeep.hpp"

namespace wheels::cli {
namespace {

constexpr std::array container_flags{
    Flag{"retain", 0, Flag::Kind::count, "N", "Keep so many stopped containers (retain_containers)", {}},
};

awaitable<void> all(Session& session) {
    std::string done = "Pruned containers and images";
    co_await keep_up(session, DeployRequest::Verb::prune_all, std::move(done));
}

awaitable<void> containers(Session& session) {
    std::string done = "Pruned containers";
    co_await keep_up(session, DeployRequest::Verb::prune_containers, std::move(done));
}

awaitable<void> images(Session& session) {
    std::string done = "Pruned images";
    co_await keep_up(session, DeployRequest::Verb::prune_images, std::move(done));
}

}  // namespace

extern const Verb prune_all_verb;
const Verb prune_all_verb{
    .name = "prune all",
    .summary = "Remove old containers and unused images",
    .run = all,
};

extern const Verb prune_containers_verb;
const Verb prune_containers_verb{
    .name = "prune containers",
    .summary = "Remove stopped containers but for the newest ones",
    .flags = container_flags,
    .run = containers,
};

extern const Verb prune_images_verb;
const Verb prune_images_verb{
    .name = "prune images",
    .summary = "Remove images that no container uses",
    .run = images,
};

}  // namespace wheels::cli
