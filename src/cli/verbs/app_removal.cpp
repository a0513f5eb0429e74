#include <fmt/format.h>

#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> all(Context& context) {
    const auto warning = [](const Config& config, const std::vector<std::string>& hosts) {
        return fmt::format(
            "This will take {} out of service on {}, and remove its containers, images and folders there.",
            config.service_and_destination(), names_of(hosts));
    };
    co_await confirm_and_carry_out(context, verb::AppRemove(), Context::Needs::to_connect, warning,
                                   "Removed the app");
}

awaitable<void> container(Context& context) {
    verb::AppRemoveContainer remove;
    remove.version = context.asked.arguments.at(0);
    auto done = fmt::format("Removed the containers of version {}", remove.version);
    co_await carry_out(context, std::move(remove), Context::Needs::to_connect, std::move(done));
}

awaitable<void> containers(Context& context) {
    co_await carry_out(context, verb::AppRemoveContainers(), Context::Needs::to_connect,
                       "Removed the containers that did not run");
}

awaitable<void> images(Context& context) {
    co_await carry_out(context, verb::AppRemoveImages(), Context::Needs::to_connect,
                       "Removed the images that no container uses");
}

awaitable<void> directories(Context& context) {
    co_await carry_out(context, verb::AppRemoveDirectories(), Context::Needs::to_connect,
                       "Removed the folders of the app");
}

}  // namespace

extern const Verb app_remove_verb;
const Verb app_remove_verb{
    .name = "app remove",
    .summary = "Remove containers, images and folders of the app",
    .flags = confirmed_flags,
    .examples = "wheels deploy app remove -d staging\n",
    .run = all,
};

extern const Verb app_remove_container_verb;
const Verb app_remove_container_verb{
    .name = "app remove_container",
    .summary = "Remove the stopped container of a version",
    .arguments = "VERSION",
    .least = 1,
    .most = 1,
    .hidden = true,
    .examples = "wheels deploy app remove_container v40\n",
    .run = container,
};

extern const Verb app_remove_containers_verb;
const Verb app_remove_containers_verb{
    .name = "app remove_containers",
    .summary = "Remove all stopped containers of the app",
    .hidden = true,
    .examples = "wheels deploy app remove_containers\n",
    .run = containers,
};

extern const Verb app_remove_images_verb;
const Verb app_remove_images_verb{
    .name = "app remove_images",
    .summary = "Remove the images of the app that no container uses",
    .hidden = true,
    .examples = "wheels deploy app remove_images\n",
    .run = images,
};

extern const Verb app_remove_app_directories_verb;
const Verb app_remove_app_directories_verb{
    .name = "app remove_app_directories",
    .summary = "Remove the folders of the app",
    .hidden = true,
    .examples = "wheels deploy app remove_app_directories\n",
    .run = directories,
};

}  // namespace wheels::cli
