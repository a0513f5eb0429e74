#include <utility>

#include "cli/verbs/accessory_names.hpp"
#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

using What = verb::AccessoryStep::What;

awaitable<void> step(Context& context, What what, Context::Needs needs, std::string done) {
    verb::AccessoryStep step;
    step.what = what;
    step.names = accessory_names(context);
    done += " " + accessories_in_words(step.names);
    co_await carry_out(context, std::move(step), needs, std::move(done));
}

awaitable<void> upload(Context& context) {
    co_await step(context, What::upload, Context::Needs::everything, "Uploaded the files of");
}

awaitable<void> directories(Context& context) {
    co_await step(context, What::directories, Context::Needs::to_connect, "Made the folders of");
}

awaitable<void> pull_image(Context& context) {
    co_await step(context, What::pull_image, Context::Needs::to_connect, "Pulled the images of");
}

awaitable<void> remove_container(Context& context) {
    co_await step(context, What::remove_container, Context::Needs::to_connect,
                  "Removed the stopped containers of");
}

awaitable<void> remove_image(Context& context) {
    co_await step(context, What::remove_image, Context::Needs::to_connect, "Removed the images of");
}

awaitable<void> remove_directory(Context& context) {
    co_await step(context, What::remove_directory, Context::Needs::to_connect, "Removed the folders of");
}

}  // namespace

extern const Verb accessory_upload_verb;
const Verb accessory_upload_verb{
    .name = "accessory upload",
    .summary = "Upload the files of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .hidden = true,
    .examples = "wheels deploy accessory upload db\n",
    .run = upload,
};

extern const Verb accessory_directories_verb;
const Verb accessory_directories_verb{
    .name = "accessory directories",
    .summary = "Make the folders of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .hidden = true,
    .examples = "wheels deploy accessory directories db\n",
    .run = directories,
};

extern const Verb accessory_pull_image_verb;
const Verb accessory_pull_image_verb{
    .name = "accessory pull_image",
    .summary = "Pull the images of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .hidden = true,
    .examples = "wheels deploy accessory pull_image db\n",
    .run = pull_image,
};

extern const Verb accessory_remove_container_verb;
const Verb accessory_remove_container_verb{
    .name = "accessory remove_container",
    .summary = "Remove the stopped containers of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .hidden = true,
    .examples = "wheels deploy accessory remove_container db\n",
    .run = remove_container,
};

extern const Verb accessory_remove_image_verb;
const Verb accessory_remove_image_verb{
    .name = "accessory remove_image",
    .summary = "Remove the images of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .hidden = true,
    .examples = "wheels deploy accessory remove_image db\n",
    .run = remove_image,
};

extern const Verb accessory_remove_service_directory_verb;
const Verb accessory_remove_service_directory_verb{
    .name = "accessory remove_service_directory",
    .summary = "Remove the folders of accessories, with their data",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .hidden = true,
    .examples = "wheels deploy accessory remove_service_directory db\n",
    .run = remove_directory,
};

}  // namespace wheels::cli
