#include <utility>

#include "cli/verbs/answers.hpp"

namespace wheels::cli {
namespace {

awaitable<void> details(Context& context) {
    co_await ask(context, verb::AppDetails(), Context::Needs::to_ask);
}

awaitable<void> containers(Context& context) {
    co_await ask(context, verb::AppContainers(), Context::Needs::to_ask);
}

awaitable<void> images(Context& context) {
    co_await ask(context, verb::AppImages(), Context::Needs::to_ask);
}

awaitable<void> version(Context& context) {
    co_await ask(context, verb::AppVersion(), Context::Needs::to_ask);
}

}  // namespace

extern const Verb app_details_verb;
const Verb app_details_verb{
    .name = "app details",
    .summary = "Show the containers of every role that run",
    .flags = json_flags,
    .examples = "wheels deploy app details -r web\n",
    .run = details,
};

extern const Verb app_containers_verb;
const Verb app_containers_verb{
    .name = "app containers",
    .summary = "Show all containers of the app, those of old versions too",
    .flags = json_flags,
    .examples = "wheels deploy app containers\n",
    .run = containers,
};

extern const Verb app_images_verb;
const Verb app_images_verb{
    .name = "app images",
    .summary = "Show the images of the app",
    .flags = json_flags,
    .examples = "wheels deploy app images -p\n",
    .run = images,
};

extern const Verb app_version_verb;
const Verb app_version_verb{
    .name = "app version",
    .summary = "Show which version runs on every host",
    .flags = json_flags,
    .examples =
        "wheels deploy app version -q\n"
        "wheels deploy app version --json | jq -r '.answers[].version'\n",
    .run = version,
};

}  // namespace wheels::cli
