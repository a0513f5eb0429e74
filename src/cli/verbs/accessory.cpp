#include <utility>

#include "cli/verbs/accessory_names.hpp"
#include "cli/verbs/running.hpp"

namespace wheels::cli {
namespace {

awaitable<void> boot(Context& context) {
    verb::AccessoryBoot boot;
    boot.names = accessory_names(context);
    auto done = "Booted " + accessories_in_words(boot.names);
    co_await carry_out(context, std::move(boot), Context::Needs::everything, std::move(done));
}

awaitable<void> reboot(Context& context) {
    verb::AccessoryReboot reboot;
    reboot.names = accessory_names(context);
    auto done = "Rebooted " + accessories_in_words(reboot.names);
    co_await carry_out(context, std::move(reboot), Context::Needs::everything, std::move(done));
}

awaitable<void> start(Context& context) {
    verb::AccessoryStart start;
    start.names = accessory_names(context);
    auto done = "Started " + accessories_in_words(start.names);
    co_await carry_out(context, std::move(start), Context::Needs::everything, std::move(done));
}

awaitable<void> stop(Context& context) {
    verb::AccessoryStop stop;
    stop.names = accessory_names(context);
    auto done = "Stopped " + accessories_in_words(stop.names);
    co_await carry_out(context, std::move(stop), Context::Needs::to_connect, std::move(done));
}

awaitable<void> restart(Context& context) {
    verb::AccessoryRestart restart;
    restart.names = accessory_names(context);
    auto done = "Restarted " + accessories_in_words(restart.names);
    co_await carry_out(context, std::move(restart), Context::Needs::everything, std::move(done));
}

}  // namespace

extern const Verb accessory_boot_verb;
const Verb accessory_boot_verb{
    .name = "accessory boot",
    .summary = "Start accessories where they are not there yet",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .text = "A container that exists, in any state, is left alone; its files are brought up to date.\n",
    .examples =
        "wheels deploy accessory boot db redis\n"
        "wheels deploy accessory boot all\n",
    .run = boot,
};

extern const Verb accessory_reboot_verb;
const Verb accessory_reboot_verb{
    .name = "accessory reboot",
    .summary = "Pull the images of accessories, and replace their containers",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .examples = "wheels deploy accessory reboot db\n",
    .run = reboot,
};

extern const Verb accessory_start_verb;
const Verb accessory_start_verb{
    .name = "accessory start",
    .summary = "Start the containers of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .examples = "wheels deploy accessory start db\n",
    .run = start,
};

extern const Verb accessory_stop_verb;
const Verb accessory_stop_verb{
    .name = "accessory stop",
    .summary = "Stop the containers of accessories",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .examples = "wheels deploy accessory stop db\n",
    .run = stop,
};

extern const Verb accessory_restart_verb;
const Verb accessory_restart_verb{
    .name = "accessory restart",
    .summary = "Stop accessories, and start them again",
    .arguments = "NAME…|all",
    .least = 1,
    .most = any_number,
    .examples = "wheels deploy accessory restart db\n",
    .run = restart,
};

}  // namespace wheels::cli
