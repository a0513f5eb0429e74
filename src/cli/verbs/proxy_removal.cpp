#include <fmt/format.h>

#include <array>
#include <utility>

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

constexpr std::array remove_flags{
    Flag{"force", 0, Flag::Kind::boolean, {}, "Also while there are apps that use it", {}},
    confirmed_flag,
};

awaitable<void> remove(Context& context) {
    verb::ProxyRemove remove;
    remove.force = context.asked.on("force");
    const auto warning = [](const Config&, const std::vector<std::string>& hosts) {
        return fmt::format("This will remove the proxy with its certificates and settings on {}.",
                           names_of(hosts));
    };
    co_await confirm_and_carry_out(context, remove, Context::Needs::to_connect, warning, "Removed the proxy");
}

using What = verb::ProxyStep::What;

awaitable<void> step(Context& context, What what, std::string done) {
    verb::ProxyStep step;
    step.what = what;
    co_await carry_out(context, step, Context::Needs::to_connect, std::move(done));
}

awaitable<void> remove_container(Context& context) {
    co_await step(context, What::remove_container, "Removed the container of the proxy, if it did not run");
}

awaitable<void> remove_image(Context& context) {
    co_await step(context, What::remove_image, "Removed the image of the proxy, if no container uses it");
}

awaitable<void> remove_directory(Context& context) {
    co_await step(context, What::remove_directory, "Removed the folder of the proxy");
}

}  // namespace

extern const Verb proxy_remove_verb;
const Verb proxy_remove_verb{
    .name = "proxy remove",
    .summary = "Remove container, image and folder of the proxy",
    .flags = remove_flags,
    .text = "Refused while a host has apps that it serves.\n",
    .examples = "wheels deploy proxy remove\n",
    .run = remove,
};

extern const Verb proxy_remove_container_verb;
const Verb proxy_remove_container_verb{
    .name = "proxy remove_container",
    .summary = "Remove the stopped container of the proxy",
    .hidden = true,
    .examples = "wheels deploy proxy remove_container\n",
    .run = remove_container,
};

extern const Verb proxy_remove_image_verb;
const Verb proxy_remove_image_verb{
    .name = "proxy remove_image",
    .summary = "Remove the image of the proxy",
    .hidden = true,
    .examples = "wheels deploy proxy remove_image\n",
    .run = remove_image,
};

extern const Verb proxy_remove_proxy_directory_verb;
const Verb proxy_remove_proxy_directory_verb{
    .name = "proxy remove_proxy_directory",
    .summary = "Remove the folder of the proxy",
    .hidden = true,
    .examples = "wheels deploy proxy remove_proxy_directory\n",
    .run = remove_directory,
};

}  // namespace wheels::cli
