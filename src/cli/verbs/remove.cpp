#include <fmt/format.h>

#include <utility>
#include "base/text.hpp"

#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

std::string what_goes(const Config& config, const std::vector<std::string>& hosts) {
    auto text =
        fmt::format("This will remove from {}:\n  the app {}, with its containers, images and folders\n",
                    names_of(hosts), config.service_and_destination());
    for (const auto& accessory : config.accessories)
        text += fmt::format("  accessory {}, with its container, its image and its data\n", accessory.name);
    return text + "  kamal-proxy, if no other app is left on any of them";
}

awaitable<void> run(Context& context) {
    co_await confirm_and_carry_out(context, verb::Remove(), Context::Needs::to_connect, what_goes,
                                   "Removed everything of this project");
}

}  // namespace

extern const Verb remove_verb;
const Verb remove_verb{
    .name = "remove",
    .summary = "Remove app, accessories and proxy from the hosts, and log them out",
    .flags = confirmed_flags,
    .text = "Other apps on the hosts are left alone, and the proxy with them.\n",
    .examples = "wheels deploy remove -d staging\n",
    .run = run,
};

}  // namespace wheels::cli
