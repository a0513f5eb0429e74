#include <fmt/format.h>

#include <utility>

#include "cli/verbs/accessory_names.hpp"
#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> remove(Context& context) {
    verb::AccessoryRemove remove;
    remove.names = accessory_names(context);
    const auto warning = [names = remove.names](const Config&, const std::vector<std::string>& hosts) {
        return fmt::format("This will remove containers, images and folders with all data of {} on {}.",
                           accessories_in_words(names), names_of(hosts));
    };
    auto done = "Removed " + accessories_in_words(remove.names);
    co_await confirm_and_carry_out(context, std::move(remove), Context::Needs::to_connect, warning,
                                   std::move(done));
}

awaitable<void> upgrade(Context& context) {
    verb::AccessoryUpgrade upgrade;
    upgrade.names = accessory_names(context);
    upgrade.rolling = context.asked.on("rolling");
    const auto warning = [names = upgrade.names](const Config&, const std::vector<std::string>& hosts) {
        return fmt::format("This will stop {} on {}, and run new containers in their place.",
                           accessories_in_words(names), names_of(hosts));
    };
    auto done = "Upgraded " + accessories_in_words(upgrade.names);
    co_await confirm_and_carry_out(context, std::move(upgrade), Context::Needs::everything, warning,
                                   std::move(done));
}

}  // namespace

extern const Verb accessory_remove_verb;
const Verb accessory_remove_verb{
    .name = "accessory remove",
    .summary = "Remove containers, images and data of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .flags = confirmed_flags,
    .examples = "wheels deploy accessory remove db\n",
    .run = remove,
};

extern const Verb accessory_upgrade_verb;
const Verb accessory_upgrade_verb{
    .name = "accessory upgrade",
    .summary = "Bring accessories from Kamal 1 to Kamal 2",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .flags = rolling_flags,
    .examples = "wheels deploy accessory upgrade all --rolling\n",
    .run = upgrade,
};

}  // namespace wheels::cli
